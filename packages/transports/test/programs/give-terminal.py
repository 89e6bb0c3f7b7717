"""Makes a terminal in raw mode and sends both of its sides to the abstract Unix socket of that name."""
import pty
import socket
import sys
import tty

leader, terminal = pty.openpty()
tty.setraw(terminal)
with socket.socket(socket.AF_UNIX) as to:
    to.connect("\0" + sys.argv[1])
    socket.send_fds(to, [b"both"], [leader, terminal])
