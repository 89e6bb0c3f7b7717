import type { Case } from './case.ts';
import { asyncgenCases } from './cases/asyncgens.ts';
import { connectionCases } from './cases/connections.ts';
import { contextCases } from './cases/context.ts';
import { datagramCases } from './cases/datagrams.ts';
import { dnsCases } from './cases/dns.ts';
import { exceptionCases } from './cases/exceptions.ts';
import { executorCases } from './cases/executors.ts';
import { futureCases } from './cases/future.ts';
import { loopCases } from './cases/loop.ts';
import { pipeCases } from './cases/pipes.ts';
import { policyCases } from './cases/policies.ts';
import { protocolCases } from './cases/protocols.ts';
import { runnerCases } from './cases/runners.ts';
import { schedulingCases } from './cases/scheduling.ts';
import { sendfileCases } from './cases/sendfile.ts';
import { serverCases } from './cases/servers.ts';
import { signalCases } from './cases/signals.ts';
import { socketCases } from './cases/sockets.ts';
import { stageCases } from './cases/stage.ts';
import { subprocessCases } from './cases/subprocess.ts';
import { taskCases } from './cases/task.ts';
import { tlsCases } from './cases/tls.ts';
import { transportCases } from './cases/transports.ts';
import { unixCases } from './cases/unix.ts';

/** Every case, area by area. */
export const allCases: readonly Case[] = [
  ...stageCases,
  ...loopCases,
  ...futureCases,
  ...taskCases,
  ...contextCases,
  ...schedulingCases,
  ...exceptionCases,
  ...asyncgenCases,
  ...socketCases,
  ...transportCases,
  ...protocolCases,
  ...serverCases,
  ...connectionCases,
  ...dnsCases,
  ...unixCases,
  ...sendfileCases,
  ...pipeCases,
  ...tlsCases,
  ...datagramCases,
  ...signalCases,
  ...subprocessCases,
  ...executorCases,
  ...policyCases,
  ...runnerCases,
];
