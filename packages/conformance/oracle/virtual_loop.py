"""asyncio's own selector loop with a clock that stands still while something is ready, and jumps to the next deadline when nothing is."""

import asyncio
import selectors


class VirtualSelector(selectors.DefaultSelector):
    """Never waits for a time; only without any deadline does it wait, for a descriptor."""

    now = 1000.0

    def select(self, timeout=None):
        if timeout is None:
            return super().select(None)
        events = super().select(0)
        if not events and timeout > 0:
            self.now += timeout
        return events


class VirtualLoop(asyncio.SelectorEventLoop):
    def __init__(self):
        self.virtual_selector = VirtualSelector()
        super().__init__(self.virtual_selector)

    def time(self):
        return self.virtual_selector.now
