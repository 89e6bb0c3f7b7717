// Both formats have every name, and share the policy: what the ES module sets, the CommonJS build obeys.
import { createRequire } from 'node:module';
import * as module from 'tsyncio';
import { missingIn } from './names.cjs';

const commonJs = createRequire(import.meta.url)('tsyncio');
const missing = [...missingIn(module), ...missingIn(commonJs)];
if (missing.length > 0) throw new Error(`tsyncio does not export ${missing.join(', ')}`);

const { nativePolicy, javascriptPolicy, setEventLoopPolicy, simulatedPolicy } = module;
const anHour = async (loop) => {
  const started = loop.time();
  await commonJs.sleep(loop.capabilities.kernel === 'simulated' ? 3_600_000 : 1);
  return loop.time() - started >= 3_600_000 ? `${loop.capabilities.kernel} hour` : loop.capabilities.kernel;
};
const kernels = [];
for (const policy of [nativePolicy(), simulatedPolicy({ seed: 1 }), javascriptPolicy(), null]) {
  setEventLoopPolicy(policy);
  kernels.push(await commonJs.run(anHour));
}
const runner = new module.Runner();
kernels.push(await runner.run(async (loop) => typeof loop.createServer));
await runner.close();
console.log(kernels.join(', '));
