"""Richards: an operating system's scheduler passes packets between its tasks.

Six tasks (idle, worker, two handlers, two devices) run by priority until all
wait. A right run queues 23246 packets and puts tasks on hold 9297 times.
"""

import sys

IDLE = 1
WORKER = 2
HANDLER_A = 3
HANDLER_B = 4
DEVICE_A = 5
DEVICE_B = 6

DEVICE_PACKET = 1000
WORK_PACKET = 1001

PACKET_SIZE = 4
TASK_TABLE_SIZE = 10
IDLE_COUNT = 10000


class Packet:
    def __init__(self, link, ident, kind):
        self.link = link
        self.ident = ident
        self.kind = kind
        self.datum = 0
        self.data = [0] * PACKET_SIZE

    def append_to(self, queue):
        """Puts this packet at the end of queue; returns the queue's head."""
        self.link = None
        if queue is None:
            return self
        last = queue
        while last.link is not None:
            last = last.link
        last.link = self
        return queue


class Record:
    """What a task remembers between its turns."""


class DeviceRecord(Record):
    def __init__(self):
        self.pending = None


class IdleRecord(Record):
    def __init__(self):
        self.control = 1
        self.count = IDLE_COUNT


class HandlerRecord(Record):
    def __init__(self):
        self.work = None
        self.device = None

    def add_work(self, packet):
        self.work = packet.append_to(self.work)

    def add_device(self, packet):
        self.device = packet.append_to(self.device)


class WorkerRecord(Record):
    def __init__(self):
        self.destination = HANDLER_A
        self.count = 0


class TaskState:
    def __init__(self, pending=False, waiting=False):
        self.packet_pending = pending
        self.task_waiting = waiting
        self.task_holding = False

    def set_pending(self):
        self.packet_pending = True
        self.task_waiting = False
        self.task_holding = False

    def set_running(self):
        self.packet_pending = False
        self.task_waiting = False
        self.task_holding = False

    def is_holding_or_waiting(self):
        return self.task_holding or (not self.packet_pending and self.task_waiting)

    def is_waiting_with_packet(self):
        return self.packet_pending and self.task_waiting and not self.task_holding


class Scheduler:
    """The list of all tasks, the table that finds them, and the counts."""

    def __init__(self):
        self.reset()

    def reset(self):
        self.tasks = None
        self.table = [None] * TASK_TABLE_SIZE
        self.hold_count = 0
        self.queue_count = 0


scheduler = Scheduler()


class Task(TaskState):
    def __init__(self, ident, priority, queue, state, record):
        self.packet_pending = state.packet_pending
        self.task_waiting = state.task_waiting
        self.task_holding = state.task_holding
        self.link = scheduler.tasks
        self.ident = ident
        self.priority = priority
        self.queue = queue
        self.record = record
        scheduler.tasks = self
        scheduler.table[ident] = self

    def work(self, packet, record):
        """Takes one turn; returns the task to run next."""
        raise NotImplementedError

    def run_turn(self):
        if self.is_waiting_with_packet():
            packet = self.queue
            self.queue = packet.link
            if self.queue is None:
                self.set_running()
            else:
                self.set_pending()
        else:
            packet = None
        return self.work(packet, self.record)

    def accept(self, packet, sender):
        if self.queue is None:
            self.queue = packet
            self.packet_pending = True
            if self.priority > sender.priority:
                return self
        else:
            packet.append_to(self.queue)
        return sender

    def wait(self):
        self.task_waiting = True
        return self

    def hold(self):
        scheduler.hold_count += 1
        self.task_holding = True
        return self.link

    def release(self, ident):
        task = self.find(ident)
        task.task_holding = False
        if task.priority > self.priority:
            return task
        return self

    def send(self, packet):
        task = self.find(packet.ident)
        scheduler.queue_count += 1
        packet.link = None
        packet.ident = self.ident
        return task.accept(packet, self)

    def find(self, ident):
        task = scheduler.table[ident]
        if task is None:
            raise LookupError(f"no task {ident}")
        return task


class DeviceTask(Task):
    def work(self, packet, record):
        if packet is not None:
            record.pending = packet
            return self.hold()
        pending = record.pending
        if pending is None:
            return self.wait()
        record.pending = None
        return self.send(pending)


class HandlerTask(Task):
    def work(self, packet, record):
        if packet is not None:
            if packet.kind == WORK_PACKET:
                record.add_work(packet)
            else:
                record.add_device(packet)
        work = record.work
        if work is None:
            return self.wait()
        count = work.datum
        if count >= PACKET_SIZE:
            record.work = work.link
            return self.send(work)
        device = record.device
        if device is None:
            return self.wait()
        record.device = device.link
        device.datum = work.data[count]
        work.datum = count + 1
        return self.send(device)


class IdleTask(Task):
    def work(self, packet, record):
        record.count -= 1
        if record.count == 0:
            return self.hold()
        if record.control & 1 == 0:
            record.control //= 2
            return self.release(DEVICE_A)
        record.control = record.control // 2 ^ 0xD008
        return self.release(DEVICE_B)


class WorkTask(Task):
    def work(self, packet, record):
        if packet is None:
            return self.wait()
        if record.destination == HANDLER_A:
            record.destination = HANDLER_B
        else:
            record.destination = HANDLER_A
        packet.ident = record.destination
        packet.datum = 0
        for i in range(PACKET_SIZE):
            record.count += 1
            if record.count > 26:
                record.count = 1
            packet.data[i] = ord("A") + record.count - 1
        return self.send(packet)


def schedule():
    task = scheduler.tasks
    while task is not None:
        if task.is_holding_or_waiting():
            task = task.link
        else:
            task = task.run_turn()


def simulate():
    """One whole simulation; returns its two counts in one number."""
    scheduler.reset()

    IdleTask(IDLE, 1, None, TaskState(), IdleRecord())

    queue = Packet(None, 0, WORK_PACKET)
    queue = Packet(queue, 0, WORK_PACKET)
    WorkTask(WORKER, 1000, queue, TaskState(True, True), WorkerRecord())

    queue = Packet(None, DEVICE_A, DEVICE_PACKET)
    queue = Packet(queue, DEVICE_A, DEVICE_PACKET)
    queue = Packet(queue, DEVICE_A, DEVICE_PACKET)
    HandlerTask(HANDLER_A, 2000, queue, TaskState(True, True), HandlerRecord())

    queue = Packet(None, DEVICE_B, DEVICE_PACKET)
    queue = Packet(queue, DEVICE_B, DEVICE_PACKET)
    queue = Packet(queue, DEVICE_B, DEVICE_PACKET)
    HandlerTask(HANDLER_B, 3000, queue, TaskState(True, True), HandlerRecord())

    DeviceTask(DEVICE_A, 4000, None, TaskState(False, True), DeviceRecord())
    DeviceTask(DEVICE_B, 5000, None, TaskState(False, True), DeviceRecord())

    schedule()
    return scheduler.queue_count * 100000 + scheduler.hold_count


def run(n):
    total = 0
    for _ in range(n):
        total += simulate()
    scheduler.reset()
    return total


if __name__ == "__main__":
    print(run(int(sys.argv[1])))
