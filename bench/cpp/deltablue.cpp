// DeltaBlue: an incremental solver of one-way constraints with strengths.
#include "bench.h"

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

constexpr long CHAIN_LENGTH = 100, PROJECTIONS = 100;
constexpr long BACKWARD = -1, UNDECIDED = 0, FORWARD = 1;

struct ConstraintError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct Strength {
    long value;
    std::string name;

    Strength(long value, std::string name) : value(value), name(std::move(name)) {}
    virtual ~Strength() = default;
    virtual bool is_stronger_than(const Strength *other) const { return value < other->value; }
    virtual bool is_weaker_than(const Strength *other) const { return value > other->value; }
    virtual const Strength *weaker_of(const Strength *other) const {
        return is_weaker_than(other) ? this : other;
    }
};

const Strength *const REQUIRED = new Strength(0, "required");
const Strength *const STRONG_PREFERRED = new Strength(1, "strong preferred");
const Strength *const PREFERRED = new Strength(2, "preferred");
const Strength *const STRONG_DEFAULT = new Strength(3, "strong default");
const Strength *const NORMAL = new Strength(4, "normal");
const Strength *const WEAK_DEFAULT = new Strength(5, "weak default");
const Strength *const WEAKEST = new Strength(6, "weakest");

const std::vector<const Strength *> STRENGTHS = {
    REQUIRED, STRONG_PREFERRED, PREFERRED, STRONG_DEFAULT, NORMAL, WEAK_DEFAULT, WEAKEST,
};

struct Constraint;
struct Planner;
using Constraints = std::vector<Constraint *>;

struct Variable {
    std::string name;
    long value;
    Constraints constraints;
    Constraint *determined_by = nullptr;
    long mark = 0;
    const Strength *walk_strength = WEAKEST;
    bool stay = true;

    Variable(std::string name, long value = 0) : name(std::move(name)), value(value) {}
    virtual ~Variable() = default;

    virtual void add_constraint(Constraint *constraint) { constraints.push_back(constraint); }
    virtual void remove_constraint(Constraint *constraint) {
        constraints.erase(std::find(constraints.begin(), constraints.end(), constraint));
        if (determined_by == constraint) determined_by = nullptr;
    }
};

struct Constraint {
    const Strength *strength;

    Constraint(const Strength *strength) : strength(strength) {}
    virtual ~Constraint() = default;

    virtual void add(Planner &planner);
    virtual void destroy(Planner &planner);
    virtual Constraint *satisfy(long mark, Planner &planner);
    virtual bool is_input() { return false; }
    virtual bool is_satisfied() = 0;
    virtual void add_to_graph() = 0;
    virtual void remove_from_graph() = 0;
    virtual void choose_method(long mark) = 0;
    virtual void mark_inputs(long mark) = 0;
    virtual void mark_unsatisfied() = 0;
    virtual bool inputs_known(long mark) = 0;
    virtual Variable *output() = 0;
    virtual void execute() = 0;
    virtual void recalculate() = 0;
};

struct UnaryConstraint : Constraint {
    Variable *variable;
    bool satisfied = false;

    UnaryConstraint(Variable *variable, const Strength *strength)
        : Constraint(strength), variable(variable) {}

    bool is_satisfied() override { return satisfied; }
    void add_to_graph() override {
        variable->add_constraint(this);
        satisfied = false;
    }
    void remove_from_graph() override {
        variable->remove_constraint(this);
        satisfied = false;
    }
    void choose_method(long mark) override {
        satisfied = variable->mark != mark && strength->is_stronger_than(variable->walk_strength);
    }
    void mark_inputs(long) override {}
    void mark_unsatisfied() override { satisfied = false; }
    bool inputs_known(long) override { return true; }
    Variable *output() override { return variable; }
    void execute() override {}
    void recalculate() override {
        variable->walk_strength = strength;
        variable->stay = !is_input();
        if (variable->stay) execute();
    }
};

struct StayConstraint : UnaryConstraint {
    using UnaryConstraint::UnaryConstraint;
};

struct EditConstraint : UnaryConstraint {
    using UnaryConstraint::UnaryConstraint;
    bool is_input() override { return true; }
};

struct BinaryConstraint : Constraint {
    Variable *first, *second;
    long direction = UNDECIDED;

    BinaryConstraint(Variable *first, Variable *second, const Strength *strength)
        : Constraint(strength), first(first), second(second) {}

    bool is_satisfied() override { return direction != UNDECIDED; }
    void add_to_graph() override {
        first->add_constraint(this);
        second->add_constraint(this);
        direction = UNDECIDED;
    }
    void remove_from_graph() override {
        first->remove_constraint(this);
        second->remove_constraint(this);
        direction = UNDECIDED;
    }
    void choose_method(long mark) override {
        direction = UNDECIDED;
        if (first->mark == mark) {
            if (second->mark != mark && strength->is_stronger_than(second->walk_strength))
                direction = FORWARD;
        } else if (second->mark == mark) {
            if (strength->is_stronger_than(first->walk_strength)) direction = BACKWARD;
        } else if (first->walk_strength->is_weaker_than(second->walk_strength)) {
            if (strength->is_stronger_than(first->walk_strength)) direction = BACKWARD;
        } else if (strength->is_stronger_than(second->walk_strength)) {
            direction = FORWARD;
        }
    }
    void mark_inputs(long mark) override { input()->mark = mark; }
    void mark_unsatisfied() override { direction = UNDECIDED; }
    bool inputs_known(long mark) override {
        Variable *variable = input();
        return variable->mark == mark || variable->stay || !variable->determined_by;
    }
    virtual Variable *input() { return direction == FORWARD ? first : second; }
    Variable *output() override { return direction == FORWARD ? second : first; }
    void recalculate() override {
        Variable *source = input(), *out = output();
        out->walk_strength = strength->weaker_of(source->walk_strength);
        out->stay = source->stay;
        if (out->stay) execute();
    }
};

struct EqualityConstraint : BinaryConstraint {
    using BinaryConstraint::BinaryConstraint;
    void execute() override { output()->value = input()->value; }
};

struct ScaleConstraint : BinaryConstraint {
    Variable *scale, *offset;

    ScaleConstraint(Variable *first, Variable *scale, Variable *offset, Variable *second,
                    const Strength *strength)
        : BinaryConstraint(first, second, strength), scale(scale), offset(offset) {}

    void add_to_graph() override {
        BinaryConstraint::add_to_graph();
        scale->add_constraint(this);
        offset->add_constraint(this);
    }
    void remove_from_graph() override {
        BinaryConstraint::remove_from_graph();
        scale->remove_constraint(this);
        offset->remove_constraint(this);
    }
    void mark_inputs(long mark) override {
        BinaryConstraint::mark_inputs(mark);
        scale->mark = mark;
        offset->mark = mark;
    }
    void execute() override {
        if (direction == FORWARD) second->value = first->value * scale->value + offset->value;
        else first->value = floor_div(second->value - offset->value, scale->value);
    }
    void recalculate() override {
        Variable *source = input(), *out = output();
        out->walk_strength = strength->weaker_of(source->walk_strength);
        out->stay = source->stay && scale->stay && offset->stay;
        if (out->stay) execute();
    }
};

struct Plan {
    Constraints constraints;

    virtual ~Plan() = default;
    virtual void add(Constraint *constraint) { constraints.push_back(constraint); }
    virtual void execute() {
        for (Constraint *constraint : constraints) constraint->execute();
    }
};

struct Planner {
    long current_mark = 0;

    virtual ~Planner() = default;
    virtual long new_mark() { return ++current_mark; }

    virtual void incremental_add(Constraint *constraint) {
        long mark = new_mark();
        Constraint *displaced = constraint->satisfy(mark, *this);
        while (displaced) displaced = displaced->satisfy(mark, *this);
    }

    virtual void incremental_remove(Constraint *constraint) {
        Variable *output = constraint->output();
        constraint->mark_unsatisfied();
        constraint->remove_from_graph();
        Constraints unsatisfied = remove_propagate_from(output);
        for (const Strength *strength : STRENGTHS)
            for (Constraint *candidate : unsatisfied)
                if (candidate->strength == strength) incremental_add(candidate);
    }

    virtual std::unique_ptr<Plan> extract_plan(const Constraints &constraints) {
        Constraints sources;
        for (Constraint *constraint : constraints)
            if (constraint->is_input() && constraint->is_satisfied()) sources.push_back(constraint);
        return make_plan(sources);
    }

    virtual std::unique_ptr<Plan> make_plan(Constraints &todo) {
        long mark = new_mark();
        auto plan = std::make_unique<Plan>();
        while (!todo.empty()) {
            Constraint *constraint = todo.back();
            todo.pop_back();
            Variable *output = constraint->output();
            if (output->mark != mark && constraint->inputs_known(mark)) {
                plan->add(constraint);
                output->mark = mark;
                add_consumers(output, todo);
            }
        }
        return plan;
    }

    virtual bool add_propagate(Constraint *constraint, long mark) {
        Constraints todo = {constraint};
        while (!todo.empty()) {
            Constraint *current = todo.back();
            todo.pop_back();
            if (current->output()->mark == mark) {
                incremental_remove(constraint);
                return false;
            }
            current->recalculate();
            add_consumers(current->output(), todo);
        }
        return true;
    }

    virtual Constraints remove_propagate_from(Variable *output) {
        output->determined_by = nullptr;
        output->walk_strength = WEAKEST;
        output->stay = true;
        Constraints unsatisfied;
        std::vector<Variable *> todo = {output};
        while (!todo.empty()) {
            Variable *variable = todo.back();
            todo.pop_back();
            Constraint *determining = variable->determined_by;
            for (Constraint *constraint : variable->constraints) {
                if (!constraint->is_satisfied()) {
                    unsatisfied.push_back(constraint);
                } else if (constraint != determining) {
                    constraint->recalculate();
                    todo.push_back(constraint->output());
                }
            }
        }
        return unsatisfied;
    }

    virtual void add_consumers(Variable *variable, Constraints &constraints) {
        Constraint *determining = variable->determined_by;
        for (Constraint *constraint : variable->constraints)
            if (constraint != determining && constraint->is_satisfied())
                constraints.push_back(constraint);
    }
};

void Constraint::add(Planner &planner) {
    add_to_graph();
    planner.incremental_add(this);
}

void Constraint::destroy(Planner &planner) {
    if (is_satisfied()) planner.incremental_remove(this);
    else remove_from_graph();
}

Constraint *Constraint::satisfy(long mark, Planner &planner) {
    choose_method(mark);
    if (!is_satisfied()) {
        if (strength == REQUIRED) throw ConstraintError("could not satisfy a required constraint");
        return nullptr;
    }
    mark_inputs(mark);
    Variable *out = output();
    Constraint *displaced = out->determined_by;
    if (displaced) displaced->mark_unsatisfied();
    out->determined_by = this;
    if (!planner.add_propagate(this, mark)) throw ConstraintError("the constraints form a cycle");
    out->mark = mark;
    return displaced;
}

// Owns the graph of one test.
struct Graph {
    std::vector<std::unique_ptr<Variable>> variables;
    std::vector<std::unique_ptr<Constraint>> constraints;

    Variable *variable(std::string name, long value = 0) {
        return variables.emplace_back(std::make_unique<Variable>(std::move(name), value)).get();
    }
    template <class Kind, class... Arguments>
    Constraint *constraint(Arguments... arguments) {
        return constraints.emplace_back(std::make_unique<Kind>(arguments...)).get();
    }
};

long chain_test(long length) {
    Graph graph;
    Planner planner;
    Variable *first = graph.variable("v0");
    Variable *last = first;
    for (long i = 1; i <= length; i++) {
        Variable *variable = graph.variable("v" + std::to_string(i));
        graph.constraint<EqualityConstraint>(last, variable, REQUIRED)->add(planner);
        last = variable;
    }
    graph.constraint<StayConstraint>(last, STRONG_DEFAULT)->add(planner);
    Constraint *edit = graph.constraint<EditConstraint>(first, PREFERRED);
    edit->add(planner);
    auto plan = planner.extract_plan({edit});

    long total = 0;
    for (long value = 0; value < 100; value++) {
        first->value = value;
        plan->execute();
        total += last->value;
    }
    edit->destroy(planner);
    return total;
}

void change(Graph &graph, Planner &planner, Variable *variable, long value) {
    Constraint *edit = graph.constraint<EditConstraint>(variable, PREFERRED);
    edit->add(planner);
    auto plan = planner.extract_plan({edit});
    for (int i = 0; i < 10; i++) {
        variable->value = value;
        plan->execute();
    }
    edit->destroy(planner);
}

long projection_test(long count) {
    Graph graph;
    Planner planner;
    Variable *scale = graph.variable("scale", 10);
    Variable *offset = graph.variable("offset", 1000);
    std::vector<Variable *> sources, targets;
    for (long i = 0; i < count; i++) {
        Variable *source = graph.variable("source" + std::to_string(i), i);
        Variable *target = graph.variable("target" + std::to_string(i), i);
        sources.push_back(source);
        targets.push_back(target);
        graph.constraint<StayConstraint>(source, NORMAL)->add(planner);
        graph.constraint<ScaleConstraint>(source, scale, offset, target, REQUIRED)->add(planner);
    }

    long total = 0;
    change(graph, planner, sources.back(), 17);
    total += targets.back()->value;
    change(graph, planner, targets.back(), 1050);
    total += sources.back()->value;
    change(graph, planner, scale, 5);
    for (Variable *target : targets) total += target->value;
    change(graph, planner, offset, 2000);
    for (Variable *target : targets) total += target->value;
    return total;
}

long run(long n) {
    long total = 0;
    for (long i = 0; i < n; i++) {
        total += chain_test(CHAIN_LENGTH);
        total += projection_test(PROJECTIONS);
    }
    return total;
}

}  // namespace

int main(int argc, char **argv) { return bench_main(argc, argv, run); }
