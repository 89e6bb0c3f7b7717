// Where the two cores are to each other. On a virtual machine the host moves
// them: now they share a cache, now they do not, and the same server then costs
// up to three times as much. Figures are therefore only compared within one
// placement, and this module says which windows belong together.

// Between placements the distance differs by far more; within one, by less.
const sameWithin = 1.8;

/** Whether distances in nanoseconds are all of one placement. */
export function isSteady(distances) {
  return distances.length === 0 || Math.max(...distances) <= Math.min(...distances) * sameWithin;
}

/**
 * Groups rounds, each with its `distanceNs`, into `near` and `far`; only into
 * `steady` when the cores never moved. `divide` is for all cells of a run, so
 * that near means the same in each of them.
 */
export function divide(rounds) {
  const distances = rounds.map((round) => round.distanceNs).filter((distance) => distance !== undefined);
  if (isSteady(distances)) return () => 'steady';
  // The middle between the extremes, on the scale on which they differ: a factor.
  const border = Math.sqrt(Math.min(...distances) * Math.max(...distances));
  return (round) => (round.distanceNs < border ? 'near' : 'far');
}
