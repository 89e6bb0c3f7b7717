/** For a child's standard stream: a new pipe to it. @see Python `subprocess.PIPE` */
export const PIPE: unique symbol = Symbol.for('@tsyncio:PIPE');
/** For a child's standard error: where its standard output goes. @see Python `subprocess.STDOUT` */
export const STDOUT: unique symbol = Symbol.for('@tsyncio:STDOUT');
/** For a child's standard stream: the null device. @see Python `subprocess.DEVNULL` */
export const DEVNULL: unique symbol = Symbol.for('@tsyncio:DEVNULL');
