// Richards: an operating system's scheduler passes packets between its tasks.
#include "bench.h"

#include <memory>
#include <stdexcept>
#include <vector>

namespace {

constexpr long IDLE = 1, WORKER = 2, HANDLER_A = 3, HANDLER_B = 4, DEVICE_A = 5, DEVICE_B = 6;
constexpr long DEVICE_PACKET = 1000, WORK_PACKET = 1001;
constexpr long PACKET_SIZE = 4, TASK_TABLE_SIZE = 10, IDLE_COUNT = 10000;

struct Packet {
    Packet *link;
    long ident;
    long kind;
    long datum = 0;
    std::vector<long> data = std::vector<long>(PACKET_SIZE);

    Packet(Packet *link, long ident, long kind) : link(link), ident(ident), kind(kind) {}

    Packet *append_to(Packet *queue) {
        link = nullptr;
        if (!queue) return this;
        Packet *last = queue;
        while (last->link) last = last->link;
        last->link = this;
        return queue;
    }
};

struct Record {
    virtual ~Record() = default;
};

struct DeviceRecord : Record {
    Packet *pending = nullptr;
};

struct IdleRecord : Record {
    long control = 1;
    long count = IDLE_COUNT;
};

struct HandlerRecord : Record {
    Packet *work = nullptr;
    Packet *device = nullptr;

    virtual void add_work(Packet *packet) { work = packet->append_to(work); }
    virtual void add_device(Packet *packet) { device = packet->append_to(device); }
};

struct WorkerRecord : Record {
    long destination = HANDLER_A;
    long count = 0;
};

struct TaskState {
    bool packet_pending;
    bool task_waiting;
    bool task_holding = false;

    TaskState(bool pending = false, bool waiting = false)
        : packet_pending(pending), task_waiting(waiting) {}
    virtual ~TaskState() = default;

    virtual void set_pending() {
        packet_pending = true;
        task_waiting = task_holding = false;
    }
    virtual void set_running() { packet_pending = task_waiting = task_holding = false; }
    virtual bool is_holding_or_waiting() {
        return task_holding || (!packet_pending && task_waiting);
    }
    virtual bool is_waiting_with_packet() {
        return packet_pending && task_waiting && !task_holding;
    }
};

struct Task;

struct Scheduler {
    Task *tasks = nullptr;
    std::vector<Task *> table;
    long hold_count = 0;
    long queue_count = 0;
    std::vector<std::unique_ptr<Task>> owned_tasks;
    std::vector<std::unique_ptr<Packet>> owned_packets;

    void reset();
    Packet *packet(Packet *link, long ident, long kind) {
        return owned_packets.emplace_back(std::make_unique<Packet>(link, ident, kind)).get();
    }
};

Scheduler scheduler;

struct Task : TaskState {
    Task *link;
    long ident;
    long priority;
    Packet *queue;
    std::unique_ptr<Record> record;

    Task(long ident, long priority, Packet *queue, TaskState state, Record *record)
        : TaskState(state), link(scheduler.tasks), ident(ident), priority(priority), queue(queue),
          record(record) {
        scheduler.tasks = this;
        scheduler.table[ident] = this;
        scheduler.owned_tasks.emplace_back(this);
    }

    virtual Task *work(Packet *packet, Record *record) = 0;

    virtual Task *run_turn() {
        Packet *packet = nullptr;
        if (is_waiting_with_packet()) {
            packet = queue;
            queue = packet->link;
            if (queue) set_pending();
            else set_running();
        }
        return work(packet, record.get());
    }

    virtual Task *accept(Packet *packet, Task *sender) {
        if (!queue) {
            queue = packet;
            packet_pending = true;
            if (priority > sender->priority) return this;
        } else {
            packet->append_to(queue);
        }
        return sender;
    }

    virtual Task *wait() {
        task_waiting = true;
        return this;
    }

    virtual Task *hold() {
        scheduler.hold_count++;
        task_holding = true;
        return link;
    }

    virtual Task *release(long ident) {
        Task *task = find(ident);
        task->task_holding = false;
        return task->priority > priority ? task : this;
    }

    virtual Task *send(Packet *packet) {
        Task *task = find(packet->ident);
        scheduler.queue_count++;
        packet->link = nullptr;
        packet->ident = ident;
        return task->accept(packet, this);
    }

    virtual Task *find(long ident) {
        Task *task = scheduler.table[ident];
        if (!task) throw std::out_of_range("no task " + std::to_string(ident));
        return task;
    }
};

void Scheduler::reset() {
    tasks = nullptr;
    table.assign(TASK_TABLE_SIZE, nullptr);
    hold_count = queue_count = 0;
    owned_tasks.clear();
    owned_packets.clear();
}

struct DeviceTask : Task {
    using Task::Task;
    Task *work(Packet *packet, Record *record) override {
        auto device = static_cast<DeviceRecord *>(record);
        if (packet) {
            device->pending = packet;
            return hold();
        }
        Packet *pending = device->pending;
        if (!pending) return wait();
        device->pending = nullptr;
        return send(pending);
    }
};

struct HandlerTask : Task {
    using Task::Task;
    Task *work(Packet *packet, Record *record) override {
        auto handler = static_cast<HandlerRecord *>(record);
        if (packet) {
            if (packet->kind == WORK_PACKET) handler->add_work(packet);
            else handler->add_device(packet);
        }
        Packet *work = handler->work;
        if (!work) return wait();
        long count = work->datum;
        if (count >= PACKET_SIZE) {
            handler->work = work->link;
            return send(work);
        }
        Packet *device = handler->device;
        if (!device) return wait();
        handler->device = device->link;
        device->datum = work->data[count];
        work->datum = count + 1;
        return send(device);
    }
};

struct IdleTask : Task {
    using Task::Task;
    Task *work(Packet *, Record *record) override {
        auto idle = static_cast<IdleRecord *>(record);
        idle->count--;
        if (idle->count == 0) return hold();
        if ((idle->control & 1) == 0) {
            idle->control /= 2;
            return release(DEVICE_A);
        }
        idle->control = (idle->control / 2) ^ 0xD008;
        return release(DEVICE_B);
    }
};

struct WorkTask : Task {
    using Task::Task;
    Task *work(Packet *packet, Record *record) override {
        auto worker = static_cast<WorkerRecord *>(record);
        if (!packet) return wait();
        worker->destination = worker->destination == HANDLER_A ? HANDLER_B : HANDLER_A;
        packet->ident = worker->destination;
        packet->datum = 0;
        for (long i = 0; i < PACKET_SIZE; i++) {
            worker->count++;
            if (worker->count > 26) worker->count = 1;
            packet->data[i] = 'A' + worker->count - 1;
        }
        return send(packet);
    }
};

void schedule() {
    Task *task = scheduler.tasks;
    while (task) task = task->is_holding_or_waiting() ? task->link : task->run_turn();
}

long simulate() {
    scheduler.reset();

    new IdleTask(IDLE, 1, nullptr, TaskState(), new IdleRecord);

    Packet *queue = scheduler.packet(nullptr, 0, WORK_PACKET);
    queue = scheduler.packet(queue, 0, WORK_PACKET);
    new WorkTask(WORKER, 1000, queue, TaskState(true, true), new WorkerRecord);

    queue = scheduler.packet(nullptr, DEVICE_A, DEVICE_PACKET);
    queue = scheduler.packet(queue, DEVICE_A, DEVICE_PACKET);
    queue = scheduler.packet(queue, DEVICE_A, DEVICE_PACKET);
    new HandlerTask(HANDLER_A, 2000, queue, TaskState(true, true), new HandlerRecord);

    queue = scheduler.packet(nullptr, DEVICE_B, DEVICE_PACKET);
    queue = scheduler.packet(queue, DEVICE_B, DEVICE_PACKET);
    queue = scheduler.packet(queue, DEVICE_B, DEVICE_PACKET);
    new HandlerTask(HANDLER_B, 3000, queue, TaskState(true, true), new HandlerRecord);

    new DeviceTask(DEVICE_A, 4000, nullptr, TaskState(false, true), new DeviceRecord);
    new DeviceTask(DEVICE_B, 5000, nullptr, TaskState(false, true), new DeviceRecord);

    schedule();
    return scheduler.queue_count * 100000 + scheduler.hold_count;
}

long run(long n) {
    long total = 0;
    for (long i = 0; i < n; i++) total += simulate();
    scheduler.reset();
    return total;
}

}  // namespace

int main(int argc, char **argv) { return bench_main(argc, argv, run); }
