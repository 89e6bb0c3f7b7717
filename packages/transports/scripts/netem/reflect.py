"""A slow network for one host: what it sends to 10.99.0.2 comes back to it as from there, late or never.

Source and destination of each packet change places, which leaves its checksums right. Ends with its standard input.
"""
import fcntl
import heapq
import os
import random
import select
import struct
import subprocess
import sys
import time

TUNSETIFF = 0x400454CA
IFF_TUN, IFF_NO_PI = 0x0001, 0x1000
OWN, MIRROR = bytes([10, 99, 0, 1]), bytes([10, 99, 0, 2])


def open_device(name):
    tun = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(tun, TUNSETIFF, struct.pack("16sH", name.encode(), IFF_TUN | IFF_NO_PI))
    subprocess.run(["ip", "address", "add", "10.99.0.1/24", "dev", name], check=True)
    subprocess.run(["ip", "link", "set", name, "up"], check=True)
    return tun


def reflect(tun, delay, loss):
    rng = random.Random(1)
    on_the_way = []
    count = 0
    while True:
        wait = max(0, on_the_way[0][0] - time.monotonic()) if on_the_way else None
        ready, _, _ = select.select([tun, sys.stdin], [], [], wait)
        if sys.stdin in ready:
            return
        if tun in ready:
            packet = os.read(tun, 65536)
            # IPv4 only; what goes anywhere else is never answered.
            if packet[0] >> 4 == 4 and packet[16:20] == MIRROR and rng.random() >= loss:
                count += 1
                turned = packet[:12] + packet[16:20] + packet[12:16] + packet[20:]
                heapq.heappush(on_the_way, (time.monotonic() + delay, count, turned))
        while on_the_way and on_the_way[0][0] <= time.monotonic():
            os.write(tun, heapq.heappop(on_the_way)[2])


device = open_device("slow0")
print("ready", flush=True)
reflect(device, float(sys.argv[1]) / 1000, float(sys.argv[2]) / 100)
