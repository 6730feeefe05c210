"""
Between a port of the switch and its bridge: late.py PORT INNER MILLISECONDS

Passes every Ethernet frame on that much later, in both directions. For kernels without netem. With the virtio header
of AF_PACKET (packet(7), PACKET_VNET_HDR), because checksums and segments are unfinished between veth interfaces.
"""
import heapq
import select
import socket
import sys
import time

SOL_PACKET, PACKET_VNET_HDR, PACKET_OUTGOING, ETH_P_ALL = 263, 15, 4, 3
MOST_BYTES = 1 << 17


def opened(interface):
    end = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
    end.setsockopt(SOL_PACKET, PACKET_VNET_HDR, 1)
    end.bind((interface, ETH_P_ALL))
    return end


one, other = opened(sys.argv[1]), opened(sys.argv[2])
across = {one: other, other: one}
late = float(sys.argv[3]) / 1000
waiting = []
count = 0
print("ready", flush=True)
while True:
    patience = max(0, waiting[0][0] - time.monotonic()) if waiting else None
    for end in select.select([one, other], [], [], patience)[0]:
        frame, (_, _, kind, *_) = end.recvfrom(MOST_BYTES)
        # What we sent ourselves is seen again.
        if kind != PACKET_OUTGOING:
            count += 1
            heapq.heappush(waiting, (time.monotonic() + late, count, across[end], frame))
    while waiting and waiting[0][0] <= time.monotonic():
        _, _, to, frame = heapq.heappop(waiting)
        try:
            to.send(frame)
        except OSError:
            pass  # The interface is down, or its queue is full: a cable loses it.
