"""Richards: an operating system's scheduler passes packets between its tasks.

Six tasks (idle, worker, two handlers, two devices) run by priority until all
wait. A right run queues 23246 packets and puts tasks on hold 9297 times.
"""

import sys
from typing import Optional

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
    def __init__(self, link: Optional["Packet"], ident: int, kind: int) -> None:
        self.link: Optional[Packet] = link
        self.ident: int = ident
        self.kind: int = kind
        self.datum: int = 0
        self.data: list[int] = [0] * PACKET_SIZE

    def append_to(self, queue: Optional["Packet"]) -> "Packet":
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
        self.control: int = 1
        self.count: int = IDLE_COUNT


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
        self.destination: int = HANDLER_A
        self.count: int = 0


class TaskState:
    def __init__(self, pending: bool = False, waiting: bool = False) -> None:
        self.packet_pending: bool = pending
        self.task_waiting: bool = waiting
        self.task_holding: bool = False

    def set_pending(self) -> None:
        self.packet_pending = True
        self.task_waiting = False
        self.task_holding = False

    def set_running(self) -> None:
        self.packet_pending = False
        self.task_waiting = False
        self.task_holding = False

    def is_holding_or_waiting(self) -> bool:
        return self.task_holding or (not self.packet_pending and self.task_waiting)

    def is_waiting_with_packet(self) -> bool:
        return self.packet_pending and self.task_waiting and not self.task_holding


class Scheduler:
    """The list of all tasks, the table that finds them, and the counts."""

    tasks: Optional["Task"]
    table: list[Optional["Task"]]
    hold_count: int
    queue_count: int

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self.tasks = None
        self.table = [None] * TASK_TABLE_SIZE
        self.hold_count = 0
        self.queue_count = 0


scheduler = Scheduler()


class Task(TaskState):
    def __init__(
        self,
        ident: int,
        priority: int,
        queue: Optional[Packet],
        state: TaskState,
        record: Record,
    ) -> None:
        self.packet_pending = state.packet_pending
        self.task_waiting = state.task_waiting
        self.task_holding = state.task_holding
        self.link: Optional[Task] = scheduler.tasks
        self.ident: int = ident
        self.priority: int = priority
        self.queue: Optional[Packet] = queue
        self.record: Record = record
        scheduler.tasks = self
        scheduler.table[ident] = self

    def work(self, packet: Optional[Packet], record: Record) -> Optional["Task"]:
        """Takes one turn; returns the task to run next."""
        raise NotImplementedError

    def run_turn(self) -> Optional["Task"]:
        packet: Optional[Packet] = None
        if self.is_waiting_with_packet():
            packet = self.queue
            assert packet is not None
            self.queue = packet.link
            if self.queue is None:
                self.set_running()
            else:
                self.set_pending()
        return self.work(packet, self.record)

    def accept(self, packet: Packet, sender: "Task") -> "Task":
        if self.queue is None:
            self.queue = packet
            self.packet_pending = True
            if self.priority > sender.priority:
                return self
        else:
            packet.append_to(self.queue)
        return sender

    def wait(self) -> "Task":
        self.task_waiting = True
        return self

    def hold(self) -> Optional["Task"]:
        scheduler.hold_count += 1
        self.task_holding = True
        return self.link

    def release(self, ident: int) -> "Task":
        task = self.find(ident)
        task.task_holding = False
        if task.priority > self.priority:
            return task
        return self

    def send(self, packet: Packet) -> "Task":
        task = self.find(packet.ident)
        scheduler.queue_count += 1
        packet.link = None
        packet.ident = self.ident
        return task.accept(packet, self)

    def find(self, ident: int) -> "Task":
        task = scheduler.table[ident]
        if task is None:
            raise LookupError(f"no task {ident}")
        return task


class DeviceTask(Task):
    def work(self, packet: Optional[Packet], record: Record) -> Optional[Task]:
        assert isinstance(record, DeviceRecord)
        if packet is not None:
            record.pending = packet
            return self.hold()
        pending = record.pending
        if pending is None:
            return self.wait()
        record.pending = None
        return self.send(pending)


class HandlerTask(Task):
    def work(self, packet: Optional[Packet], record: Record) -> Optional[Task]:
        assert isinstance(record, HandlerRecord)
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
    def work(self, packet: Optional[Packet], record: Record) -> Optional[Task]:
        assert isinstance(record, IdleRecord)
        record.count -= 1
        if record.count == 0:
            return self.hold()
        if record.control & 1 == 0:
            record.control //= 2
            return self.release(DEVICE_A)
        record.control = record.control // 2 ^ 0xD008
        return self.release(DEVICE_B)


class WorkTask(Task):
    def work(self, packet: Optional[Packet], record: Record) -> Optional[Task]:
        assert isinstance(record, WorkerRecord)
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


def schedule() -> None:
    task = scheduler.tasks
    while task is not None:
        if task.is_holding_or_waiting():
            task = task.link
        else:
            task = task.run_turn()


def simulate() -> int:
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
    total = 0
    for _ in range(n):
        total += simulate()
    scheduler.reset()
    return total


if __name__ == "__main__":
    print(run(int(sys.argv[1])))
