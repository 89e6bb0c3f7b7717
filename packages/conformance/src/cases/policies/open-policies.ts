import type { Loop } from '@tsyncio/core';
import type { Case, Stage } from '../../case.ts';

export interface Policy {
  getEventLoop(): Loop;
  setEventLoop(loop: Loop | null): void;
  newEventLoop(): Loop;
}

/** What a subject gives for the need 'policies'. */
export interface PolicyAbility {
  readonly AbstractEventLoopPolicy: abstract new () => Policy;
  readonly DefaultEventLoopPolicy: new (loopFactory: () => Loop) => Policy;
  getEventLoopPolicy(): Policy;
  setEventLoopPolicy(policy: Policy | null): void;
  getEventLoop(): Loop;
  setEventLoop(loop: Loop | null): void;
  newEventLoop(): Loop;
  /** What another thread sees: whether it is refused a loop, and whether it gets the one that it then sets. */
  inThread(): Promise<{ readonly refused: boolean; readonly own: boolean }>;
}

/** What the body of a case on policies gets. */
export interface PolicyStage extends Pick<Stage, 'core' | 'trace' | 'attempt'>, PolicyAbility {
  newLoop(): Loop;
  /** A default policy that makes loops of this subject. */
  policy(): Policy;
  /** The current policy from now on: one that {@link policy} makes. */
  usePolicy(): Policy;
}

/** `body` with no policy set, and none set afterwards. */
export function withPolicies(body: (at: PolicyStage) => void | Promise<void>): Case['run'] {
  return async (stage) => {
    const ability = stage.ability<PolicyAbility>('policies');
    const policy = (): Policy => new ability.DefaultEventLoopPolicy(() => stage.newLoop());
    ability.setEventLoopPolicy(null);
    try {
      await body({
        ...ability,
        core: stage.core,
        trace: stage.trace,
        attempt: stage.attempt,
        newLoop: () => stage.newLoop(),
        policy,
        usePolicy: () => {
          const used = policy();
          ability.setEventLoopPolicy(used);
          return used;
        },
      });
    } finally {
      ability.setEventLoopPolicy(null);
    }
  };
}
