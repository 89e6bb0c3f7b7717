import { SystemError } from '@tsyncio/core/area';
import { linuxConstants as numbers } from './linux-constants.ts';

export type ResolverCode = 'EAI_BADFLAGS' | 'EAI_SERVICE' | 'EAI_SOCKTYPE' | 'EAI_FAMILY' | 'EAI_ADDRFAMILY' | 'ENOTFOUND';

/** The numbers and words of netdb.h, under the codes that Node gives them. */
const REASONS: Readonly<Record<ResolverCode, readonly [errno: number, reason: string]>> = {
  EAI_BADFLAGS: [numbers.EAI_BADFLAGS, 'Bad value for ai_flags'],
  EAI_SERVICE: [numbers.EAI_SERVICE, 'Servname not supported for ai_socktype'],
  EAI_SOCKTYPE: [numbers.EAI_SOCKTYPE, 'ai_socktype not supported'],
  EAI_FAMILY: [numbers.EAI_FAMILY, 'ai_family not supported'],
  EAI_ADDRFAMILY: [numbers.EAI_ADDRFAMILY, 'Address family for hostname not supported'],
  ENOTFOUND: [numbers.EAI_NONAME, 'Name or service not known'],
};

/** Why the simulated resolver has no answer. */
export function resolverFailure(code: ResolverCode, syscall: string, hostname: string | null): SystemError {
  const [errno, reason] = REASONS[code];
  return new SystemError(code, errno, syscall, { hostname: hostname ?? undefined, reason });
}
