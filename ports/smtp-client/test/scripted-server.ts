import { createEventLoop, type EventLoop, type ExceptionContext, type Server, sleep, type Transport } from 'tsyncio';
import { simulatedKernel } from '@tsyncio/simulation';
