import type { Case } from '../../case.ts';
import { withTransports } from './open-transports.ts';

const MUCH = Buffer.alloc(1_000_000, 'x');
const FAR = 10_000_000;

export const waterMarks: readonly Case[] = [
  {
    name: 'transports/water-marks',
    title: 'the water marks: what they are at first, and what the one not given becomes',
    needs: ['transports'],
    covers: ['test_transports.TransportTests.test_flowcontrol_mixin_set_write_limits'],
    run: withTransports(async (net) => {
      const [transport] = await net.side(net.recorder('one'));
      const tell = (what: string): void => net.trace(what, transport.getWriteBufferLimits());
      tell('first');
      transport.setWriteBufferLimits({ high: 1000 });
      tell('high');
      transport.setWriteBufferLimits({ low: 100 });
      tell('low');
      transport.setWriteBufferLimits({ high: 300, low: 200 });
      tell('both');
      transport.setWriteBufferLimits({ high: 7 });
      tell('no quarter');
      transport.setWriteBufferLimits({ high: 0 });
      tell('none');
      transport.setWriteBufferLimits({ low: 0 });
      tell('no low');
      transport.setWriteBufferLimits();
      tell('first again');
    }),
  },
  {
    name: 'transports/wrong-water-marks',
    title: 'a low mark above the high one, or below zero, is refused and changes nothing',
    needs: ['transports'],
    covers: ['test_transports.TransportTests.test_flowcontrol_mixin_set_write_limits'],
    run: withTransports(async (net) => {
      const [transport] = await net.side(net.recorder('one'));
      transport.setWriteBufferLimits({ high: 300, low: 200 });
      for (const limits of [{ high: 1, low: 2 }, { high: -1 }, { low: -1 }, { high: 0, low: -1 }]) {
        net.attempt('refused', () => transport.setWriteBufferLimits(limits));
      }
      net.trace('as before', transport.getWriteBufferLimits());
    }),
  },
  {
    name: 'transports/pause-above-the-mark',
    title: 'pauseWriting comes inside the write that rises above the high mark, not at it, and once; resumeWriting at the low mark',
    needs: ['transports'],
    run: withTransports(async (net) => {
      const protocol = net.recorder('one', { resume: () => net.trace('low', protocol.transport.getWriteBufferSize() <= 20) });
      const [transport, peer] = await net.side(protocol);
      transport.setWriteBufferLimits({ high: FAR });
      transport.write(MUCH);
      const size = transport.getWriteBufferSize();
      transport.setWriteBufferLimits({ high: size + 10, low: 20 });
      transport.write('0123456789');
      net.trace('at the mark', protocol.count('pause'), transport.getWriteBufferSize() - size);
      transport.write('x');
      net.trace('above', protocol.count('pause'));
      transport.write('more');
      transport.writelines(['more', 'and more']);
      net.trace('still', protocol.count('pause'), protocol.count('resume'));
      await net.receive(peer, MUCH.length + 27);
      await net.pass();
      net.trace('empty', transport.getWriteBufferSize());
    }),
  },
  {
    name: 'transports/mark-below-the-buffer',
    title: 'a high mark that is set below what is buffered pauses at once; one that is raised does not resume',
    needs: ['transports'],
    covers: ['test_transports.TransportTests.test_flowcontrol_mixin_set_write_limits'],
    run: withTransports(async (net) => {
      const protocol = net.recorder('one');
      const [transport, peer] = await net.side(protocol);
      transport.setWriteBufferLimits({ high: FAR });
      transport.write(MUCH);
      net.trace('buffered', protocol.count('pause'));
      transport.setWriteBufferLimits({ high: 1000 });
      net.trace('lowered');
      transport.setWriteBufferLimits({ high: FAR });
      net.trace('raised');
      await net.receive(peer, MUCH.length);
      await net.pass();
    }),
  },
  {
    name: 'transports/no-buffer-wanted',
    title: 'with a high mark of zero every byte that is buffered pauses, and an empty buffer resumes',
    needs: ['transports'],
    covers: ['test_selector_events.SelectorSocketTransportTests.test_writelines_pauses_protocol'],
    run: withTransports(async (net) => {
      const protocol = net.recorder('one');
      const [transport, peer] = await net.side(protocol);
      transport.setWriteBufferLimits({ high: 0 });
      transport.write('taken at once');
      net.trace('taken', protocol.count('pause'));
      for (const write of [() => transport.write(MUCH), () => transport.writelines([MUCH, 'x'])]) {
        write();
        net.trace('written', protocol.count('pause'));
        while (transport.getWriteBufferSize() > 0) await net.receive(peer, 1);
        await net.pass();
        net.trace('empty', protocol.count('resume'));
      }
    }),
  },
  {
    name: 'transports/written-when-resumed',
    title: 'resumeWriting may write above the mark again: pauses and resumes come in turns until all is sent',
    needs: ['transports'],
    run: withTransports(async (net) => {
      let left = 3;
      const protocol = net.recorder('one', {
        resume: () => {
          if (--left > 0) protocol.transport.write(MUCH);
        },
      });
      const [transport, peer] = await net.side(protocol);
      transport.write(MUCH);
      net.trace('received', (await net.receive(peer, 3 * MUCH.length)).length);
      await net.pass();
      net.trace('pauses', protocol.count('pause'), protocol.count('resume'));
    }),
  },
  {
    name: 'transports/written-when-resumed-while-closing',
    title: 'what resumeWriting writes while the transport closes is sent before the connection is lost',
    needs: ['transports'],
    covers: [
      'test_selector_events.SelectorSocketTransportTests.test_write_buffer_after_close',
      'test_selector_events.SelectorSocketTransportTests.test_write_ready_closing',
      'test_selector_events.SelectorTransportTests.test_close_write_buffer',
    ],
    run: withTransports(async (net) => {
      const protocol = net.recorder('one', { resume: () => protocol.transport.write('one more thing') });
      const [transport, peer] = await net.side(protocol);
      transport.setWriteBufferLimits({ high: 1000, low: 0 });
      transport.write(MUCH);
      transport.close();
      await net.pass();
      net.trace('closing', transport.isClosing(), protocol.count('lost'));
      const received = await net.receive(peer);
      net.trace('received', received.subarray(MUCH.length));
      await protocol.when('lost');
    }),
  },
  {
    name: 'transports/dropped-while-paused',
    title: 'abort while writing is paused drops the buffer and does not resume; a close before it makes no difference',
    needs: ['transports'],
    covers: ['test_selector_events.SelectorTransportTests.test_force_close'],
    run: withTransports(async (net) => {
      for (const closing of [false, true]) {
        const protocol = net.recorder(closing ? 'closing' : 'open');
        const [transport, peer] = await net.side(protocol);
        transport.write(MUCH);
        if (closing) transport.close();
        await net.pass();
        transport.abort();
        net.trace('dropped', transport.getWriteBufferSize(), protocol.count('lost'));
        await protocol.when('lost');
        net.trace('less came', (await net.receive(peer)).length < MUCH.length);
      }
    }),
  },
];
