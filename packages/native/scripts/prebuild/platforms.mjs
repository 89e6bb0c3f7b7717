/**
 * What a release carries a binary for. `required` ones must be there; the others are tried, and left out while they do not build or work:
 * nobody has run the selector on kqueue on macOS yet.
 */
export const PLATFORMS = [
  { name: 'linux-x64', format: { container: 'elf', machine: 'x64', libc: 'glibc' }, required: true },
  { name: 'linux-arm64', format: { container: 'elf', machine: 'arm64', libc: 'glibc' }, required: true },
  { name: 'linux-x64-musl', format: { container: 'elf', machine: 'x64', libc: 'musl' }, required: true },
  { name: 'linux-arm64-musl', format: { container: 'elf', machine: 'arm64', libc: 'musl' }, required: true },
  { name: 'darwin-x64', format: { container: 'mach-o', machine: 'x64', libc: null }, required: false },
  { name: 'darwin-arm64', format: { container: 'mach-o', machine: 'arm64', libc: null }, required: false },
];

/** The newest versions of symbols that a glibc binary may ask for: those that Node 20's own binaries for Linux ask for. */
export const BASELINE = { GLIBC: '2.28', GLIBCXX: '3.4.21', CXXABI: '1.3.9', GCC: '3.0' };

/** Every version of Node that the one binary serves. */
export const NODES = ['20', '22', '24', '26'];
