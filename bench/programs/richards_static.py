"""Richards: an operating system's scheduler passes packets between its tasks.

Six tasks (idle, worker, two handlers, two devices) run by priority until all
wait. A right run queues 23246 packets and puts tasks on hold 9297 times.
"""

from __future__ import annotations
import __static__

import sys
from typing import Final, Optional

from __static__ import Array, box, cast, cbool, crange, inline, int64

IDLE: Final = 1
WORKER: Final = 2
HANDLER_A: Final = 3
HANDLER_B: Final = 4
DEVICE_A: Final = 5
DEVICE_B: Final = 6

DEVICE_PACKET: Final = 1000
WORK_PACKET: Final = 1001

PACKET_SIZE: Final = 4
TASK_TABLE_SIZE: Final = 10
IDLE_COUNT: Final = 10000
LETTER_A: Final = 65


class Packet:
    def __init__(self, link: Optional[Packet], ident: int64, kind: int64) -> None:
        self.link: Optional[Packet] = link
        self.ident: int64 = ident
        self.kind: int64 = kind
        self.datum: int64 = 0
        self.data: Array[int64] = Array[int64](PACKET_SIZE)

    def append_to(self, queue: Optional[Packet]) -> Packet:
        """Puts this packet at the end of queue; returns the queue's head."""
        self.link = None
        if queue is None:
            return self
        last = queue
        following = last.link
        while following is not None:
            last = following
            following = last.link
        last.link = self
        return queue


class Record:
    """What a task remembers between its turns."""


class DeviceRecord(Record):
    def __init__(self) -> None:
        self.pending: Optional[Packet] = None


class IdleRecord(Record):
    def __init__(self) -> None:
        self.control: int64 = 1
        self.count: int64 = IDLE_COUNT


class HandlerRecord(Record):
    def __init__(self) -> None:
        self.work: Optional[Packet] = None
        self.device: Optional[Packet] = None

    def add_work(self, packet: Packet) -> None:
        self.work = packet.append_to(self.work)

    def add_device(self, packet: Packet) -> None:
        self.device = packet.append_to(self.device)


class WorkerRecord(Record):
    def __init__(self) -> None:
        self.destination: int64 = HANDLER_A
        self.count: int64 = 0


class TaskState:
    def __init__(self, pending: cbool = False, waiting: cbool = False) -> None:
        self.packet_pending: cbool = pending
        self.task_waiting: cbool = waiting
        self.task_holding: cbool = False

    def set_pending(self) -> None:
        self.packet_pending = True
        self.task_waiting = False
        self.task_holding = False

    def set_running(self) -> None:
        self.packet_pending = False
        self.task_waiting = False
        self.task_holding = False

    def is_holding_or_waiting(self) -> cbool:
        return self.task_holding or (not self.packet_pending and self.task_waiting)

    def is_waiting_with_packet(self) -> cbool:
        return self.packet_pending and self.task_waiting and not self.task_holding


class Scheduler:
    """The list of all tasks, the table that finds them, and the counts."""

    tasks: Optional[Task]
    table: list[Optional[Task]]
    hold_count: int64
    queue_count: int64

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self.tasks = None
        self.table = [None] * TASK_TABLE_SIZE
        self.hold_count = 0
        self.queue_count = 0


scheduler: Final[Scheduler] = Scheduler()


class Task(TaskState):
    def __init__(
        self,
        ident: int64,
        priority: int64,
        queue: Optional[Packet],
        state: TaskState,
        record: Record,
    ) -> None:
        self.packet_pending = state.packet_pending
        self.task_waiting = state.task_waiting
        self.task_holding = state.task_holding
        self.link: Optional[Task] = scheduler.tasks
        self.ident: int64 = ident
        self.priority: int64 = priority
        self.queue: Optional[Packet] = queue
        self.record: Record = record
        scheduler.tasks = self
        scheduler.table[ident] = self

    def work(self, packet: Optional[Packet], record: Record) -> Optional[Task]:
        """Takes one turn; returns the task to run next."""
        raise NotImplementedError

    def run_turn(self) -> Optional[Task]:
        packet: Optional[Packet] = None
        if self.is_waiting_with_packet():
            packet = self.queue
            assert packet is not None
            rest = packet.link
            self.queue = rest
            if rest is None:
                self.set_running()
            else:
                self.set_pending()
        return self.work(packet, self.record)

    def accept(self, packet: Packet, sender: Task) -> Task:
        queue = self.queue
        if queue is None:
            self.queue = packet
            self.packet_pending = True
            if self.priority > sender.priority:
                return self
        else:
            packet.append_to(queue)
        return sender

    def wait(self) -> Task:
        self.task_waiting = True
        return self

    def hold(self) -> Optional[Task]:
        scheduler.hold_count += 1
        self.task_holding = True
        return self.link

    def release(self, ident: int64) -> Task:
        task = find(ident)
        task.task_holding = False
        if task.priority > self.priority:
            return task
        return self

    def send(self, packet: Packet) -> Task:
        task = find(packet.ident)
        scheduler.queue_count += 1
        packet.link = None
        packet.ident = self.ident
        return task.accept(packet, self)


def find(ident: int64) -> Task:
    task: Optional[Task] = scheduler.table[ident]
    if task is None:
        raise LookupError(f"no task {box(ident)}")
    return task


class DeviceTask(Task):
    def work(self, packet: Optional[Packet], record: Record) -> Optional[Task]:
        device = cast(DeviceRecord, record)
        if packet is not None:
            device.pending = packet
            return self.hold()
        pending = device.pending
        if pending is None:
            return self.wait()
        device.pending = None
        return self.send(pending)


class HandlerTask(Task):
    def work(self, packet: Optional[Packet], record: Record) -> Optional[Task]:
        handler = cast(HandlerRecord, record)
        if packet is not None:
            if packet.kind == WORK_PACKET:
                handler.add_work(packet)
            else:
                handler.add_device(packet)
        work = handler.work
        if work is None:
            return self.wait()
        count: int64 = work.datum
        if count >= PACKET_SIZE:
            handler.work = work.link
            return self.send(work)
        device = handler.device
        if device is None:
            return self.wait()
        handler.device = device.link
        device.datum = work.data[count]
        work.datum = count + 1
        return self.send(device)


@inline
def is_even(number: int64) -> cbool:
    return number & 1 == 0


class IdleTask(Task):
    def work(self, packet: Optional[Packet], record: Record) -> Optional[Task]:
        idle = cast(IdleRecord, record)
        idle.count -= 1
        if idle.count == 0:
            return self.hold()
        if is_even(idle.control):
            idle.control //= 2
            return self.release(DEVICE_A)
        idle.control = idle.control // 2 ^ 0xD008
        return self.release(DEVICE_B)


class WorkTask(Task):
    def work(self, packet: Optional[Packet], record: Record) -> Optional[Task]:
        worker = cast(WorkerRecord, record)
        if packet is None:
            return self.wait()
        if worker.destination == HANDLER_A:
            worker.destination = HANDLER_B
        else:
            worker.destination = HANDLER_A
        packet.ident = worker.destination
        packet.datum = 0
        for i in crange(PACKET_SIZE):
            worker.count += 1
            if worker.count > 26:
                worker.count = 1
            packet.data[i] = LETTER_A + worker.count - 1
        return self.send(packet)


def schedule() -> None:
    task = scheduler.tasks
    while task is not None:
        if task.is_holding_or_waiting():
            task = task.link
        else:
            task = task.run_turn()


def simulate() -> int64:
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


def run(n: int) -> int:
    total: int64 = 0
    for _ in crange(int64(n)):
        total += simulate()
    scheduler.reset()
    return box(total)


if __name__ == "__main__":
    print(run(int(sys.argv[1])))
