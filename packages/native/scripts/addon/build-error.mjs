/** Why a build cannot be made, in words for the person who asked for it. */
export class BuildError extends Error {
  name = 'BuildError';
}
