"""DeltaBlue: an incremental solver of one-way constraints with strengths.

Variables are joined by constraints. When a constraint is added or removed, the
planner chooses anew which way each constraint is solved, the strongest first,
and makes a plan of the methods to execute.
"""

import sys
from typing import Optional

CHAIN_LENGTH = 100
PROJECTIONS = 100

BACKWARD = -1
UNDECIDED = 0
FORWARD = 1


class ConstraintError(Exception):
    pass


class Strength:
    def __init__(self, value: int, name: str) -> None:
        self.value: int = value
        self.name: str = name

    def is_stronger_than(self, other: "Strength") -> bool:
        return self.value < other.value

    def is_weaker_than(self, other: "Strength") -> bool:
        return self.value > other.value

    def weaker_of(self, other: "Strength") -> "Strength":
        return self if self.is_weaker_than(other) else other


REQUIRED = Strength(0, "required")
STRONG_PREFERRED = Strength(1, "strong preferred")
PREFERRED = Strength(2, "preferred")
STRONG_DEFAULT = Strength(3, "strong default")
NORMAL = Strength(4, "normal")
WEAK_DEFAULT = Strength(5, "weak default")
WEAKEST = Strength(6, "weakest")

STRENGTHS = [
    REQUIRED,
    STRONG_PREFERRED,
    PREFERRED,
    STRONG_DEFAULT,
    NORMAL,
    WEAK_DEFAULT,
    WEAKEST,
]


class Variable:
    def __init__(self, name: str, value: int = 0) -> None:
        self.name: str = name
        self.value: int = value
        self.constraints: list[Constraint] = []
        self.determined_by: Optional[Constraint] = None
        self.mark: int = 0
        self.walk_strength: Strength = WEAKEST
        self.stay: bool = True

    def add_constraint(self, constraint: "Constraint") -> None:
        self.constraints.append(constraint)

    def remove_constraint(self, constraint: "Constraint") -> None:
        self.constraints.remove(constraint)
        if self.determined_by is constraint:
            self.determined_by = None


class Constraint:
    """A relation between variables; its subclasses say how it is solved."""

    def __init__(self, strength: Strength) -> None:
        self.strength: Strength = strength

    def add(self, planner: "Planner") -> None:
        self.add_to_graph()
        planner.incremental_add(self)

    def destroy(self, planner: "Planner") -> None:
        if self.is_satisfied():
            planner.incremental_remove(self)
        else:
            self.remove_from_graph()

    def satisfy(self, mark: int, planner: "Planner") -> Optional["Constraint"]:
        """Solves this constraint if it can; returns the one it displaced."""
        self.choose_method(mark)
        if not self.is_satisfied():
            if self.strength is REQUIRED:
                raise ConstraintError("could not satisfy a required constraint")
            return None
        self.mark_inputs(mark)
        output = self.output()
        displaced = output.determined_by
        if displaced is not None:
            displaced.mark_unsatisfied()
        output.determined_by = self
        if not planner.add_propagate(self, mark):
            raise ConstraintError("the constraints form a cycle")
        output.mark = mark
        return displaced

    def is_input(self) -> bool:
        return False

    def is_satisfied(self) -> bool:
        raise NotImplementedError

    def add_to_graph(self) -> None:
        raise NotImplementedError

    def remove_from_graph(self) -> None:
        raise NotImplementedError

    def choose_method(self, mark: int) -> None:
        raise NotImplementedError

    def mark_inputs(self, mark: int) -> None:
        raise NotImplementedError

    def mark_unsatisfied(self) -> None:
        raise NotImplementedError

    def inputs_known(self, mark: int) -> bool:
        raise NotImplementedError

    def output(self) -> Variable:
        raise NotImplementedError

    def execute(self) -> None:
        raise NotImplementedError

    def recalculate(self) -> None:
        raise NotImplementedError


class UnaryConstraint(Constraint):
    def __init__(self, variable: Variable, strength: Strength) -> None:
        super().__init__(strength)
        self.variable: Variable = variable
        self.satisfied: bool = False

    def is_satisfied(self) -> bool:
        return self.satisfied

    def add_to_graph(self) -> None:
        self.variable.add_constraint(self)
        self.satisfied = False

    def remove_from_graph(self) -> None:
        self.variable.remove_constraint(self)
        self.satisfied = False

    def choose_method(self, mark: int) -> None:
        variable = self.variable
        self.satisfied = variable.mark != mark and self.strength.is_stronger_than(
            variable.walk_strength
        )

    def mark_inputs(self, mark: int) -> None:
        pass

    def mark_unsatisfied(self) -> None:
        self.satisfied = False

    def inputs_known(self, mark: int) -> bool:
        return True

    def output(self) -> Variable:
        return self.variable

    def execute(self) -> None:
        pass

    def recalculate(self) -> None:
        variable = self.variable
        variable.walk_strength = self.strength
        variable.stay = not self.is_input()
        if variable.stay:
            self.execute()


class StayConstraint(UnaryConstraint):
    """The variable keeps its value."""


class EditConstraint(UnaryConstraint):
    """The variable is changed from outside."""

    def is_input(self) -> bool:
        return True


class BinaryConstraint(Constraint):
    def __init__(self, first: Variable, second: Variable, strength: Strength) -> None:
        super().__init__(strength)
        self.first: Variable = first
        self.second: Variable = second
        self.direction: int = UNDECIDED

    def is_satisfied(self) -> bool:
        return self.direction != UNDECIDED

    def add_to_graph(self) -> None:
        self.first.add_constraint(self)
        self.second.add_constraint(self)
        self.direction = UNDECIDED

    def remove_from_graph(self) -> None:
        self.first.remove_constraint(self)
        self.second.remove_constraint(self)
        self.direction = UNDECIDED

    def choose_method(self, mark: int) -> None:
        first = self.first
        second = self.second
        strength = self.strength
        self.direction = UNDECIDED
        if first.mark == mark:
            if second.mark != mark and strength.is_stronger_than(second.walk_strength):
                self.direction = FORWARD
        elif second.mark == mark:
            if strength.is_stronger_than(first.walk_strength):
                self.direction = BACKWARD
        elif first.walk_strength.is_weaker_than(second.walk_strength):
            if strength.is_stronger_than(first.walk_strength):
                self.direction = BACKWARD
        elif strength.is_stronger_than(second.walk_strength):
            self.direction = FORWARD

    def mark_inputs(self, mark: int) -> None:
        self.input().mark = mark

    def mark_unsatisfied(self) -> None:
        self.direction = UNDECIDED

    def inputs_known(self, mark: int) -> bool:
        variable = self.input()
        return variable.mark == mark or variable.stay or variable.determined_by is None

    def input(self) -> Variable:
        return self.first if self.direction == FORWARD else self.second

    def output(self) -> Variable:
        return self.second if self.direction == FORWARD else self.first

    def recalculate(self) -> None:
        source = self.input()
        output = self.output()
        output.walk_strength = self.strength.weaker_of(source.walk_strength)
        output.stay = source.stay
        if output.stay:
            self.execute()


class EqualityConstraint(BinaryConstraint):
    def execute(self) -> None:
        self.output().value = self.input().value


class ScaleConstraint(BinaryConstraint):
    """second = first * scale + offset."""

    def __init__(
        self,
        first: Variable,
        scale: Variable,
        offset: Variable,
        second: Variable,
        strength: Strength,
    ) -> None:
        super().__init__(first, second, strength)
        self.scale: Variable = scale
        self.offset: Variable = offset

    def add_to_graph(self) -> None:
        super().add_to_graph()
        self.scale.add_constraint(self)
        self.offset.add_constraint(self)

    def remove_from_graph(self) -> None:
        super().remove_from_graph()
        self.scale.remove_constraint(self)
        self.offset.remove_constraint(self)

    def mark_inputs(self, mark: int) -> None:
        super().mark_inputs(mark)
        self.scale.mark = mark
        self.offset.mark = mark

    def execute(self) -> None:
        if self.direction == FORWARD:
            self.second.value = self.first.value * self.scale.value + self.offset.value
        else:
            self.first.value = (
                self.second.value - self.offset.value
            ) // self.scale.value

    def recalculate(self) -> None:
        source = self.input()
        output = self.output()
        output.walk_strength = self.strength.weaker_of(source.walk_strength)
        output.stay = source.stay and self.scale.stay and self.offset.stay
        if output.stay:
            self.execute()


class Plan:
    """The constraints to execute, in order, when an input has changed."""

    def __init__(self) -> None:
        self.constraints: list[Constraint] = []

    def add(self, constraint: Constraint) -> None:
        self.constraints.append(constraint)

    def execute(self) -> None:
        for constraint in self.constraints:
            constraint.execute()


class Planner:
    def __init__(self) -> None:
        self.current_mark: int = 0

    def new_mark(self) -> int:
        self.current_mark += 1
        return self.current_mark

    def incremental_add(self, constraint: Constraint) -> None:
        mark = self.new_mark()
        displaced = constraint.satisfy(mark, self)
        while displaced is not None:
            displaced = displaced.satisfy(mark, self)

    def incremental_remove(self, constraint: Constraint) -> None:
        output = constraint.output()
        constraint.mark_unsatisfied()
        constraint.remove_from_graph()
        unsatisfied = self.remove_propagate_from(output)
        for strength in STRENGTHS:
            for candidate in unsatisfied:
                if candidate.strength is strength:
                    self.incremental_add(candidate)

    def extract_plan(self, constraints: list[Constraint]) -> Plan:
        sources = [c for c in constraints if c.is_input() and c.is_satisfied()]
        return self.make_plan(sources)

    def make_plan(self, sources: list[Constraint]) -> Plan:
        mark = self.new_mark()
        plan = Plan()
        todo = sources
        while todo:
            constraint = todo.pop()
            output = constraint.output()
            if output.mark != mark and constraint.inputs_known(mark):
                plan.add(constraint)
                output.mark = mark
                self.add_consumers(output, todo)
        return plan

    def add_propagate(self, constraint: Constraint, mark: int) -> bool:
        """Recalculates what follows from constraint; False if that is a cycle."""
        todo = [constraint]
        while todo:
            current = todo.pop()
            if current.output().mark == mark:
                self.incremental_remove(constraint)
                return False
            current.recalculate()
            self.add_consumers(current.output(), todo)
        return True

    def remove_propagate_from(self, output: Variable) -> list[Constraint]:
        """Recalculates what followed from output; returns what is unsatisfied."""
        output.determined_by = None
        output.walk_strength = WEAKEST
        output.stay = True
        unsatisfied: list[Constraint] = []
        todo = [output]
        while todo:
            variable = todo.pop()
            determining = variable.determined_by
            for constraint in variable.constraints:
                if not constraint.is_satisfied():
                    unsatisfied.append(constraint)
                elif constraint is not determining:
                    constraint.recalculate()
                    todo.append(constraint.output())
        return unsatisfied

    def add_consumers(
        self, variable: Variable, constraints: list[Constraint]
    ) -> None:
        determining = variable.determined_by
        for constraint in variable.constraints:
            if constraint is not determining and constraint.is_satisfied():
                constraints.append(constraint)


def chain_test(length: int) -> int:
    """A chain of equal variables: what goes in at one end comes out at the other."""
    planner = Planner()
    first = Variable("v0")
    last = first
    for i in range(1, length + 1):
        variable = Variable(f"v{i}")
        EqualityConstraint(last, variable, REQUIRED).add(planner)
        last = variable
    StayConstraint(last, STRONG_DEFAULT).add(planner)
    edit = EditConstraint(first, PREFERRED)
    edit.add(planner)
    plan = planner.extract_plan([edit])

    total = 0
    for value in range(100):
        first.value = value
        plan.execute()
        total += last.value
    edit.destroy(planner)
    return total


def change(planner: Planner, variable: Variable, value: int) -> None:
    edit = EditConstraint(variable, PREFERRED)
    edit.add(planner)
    plan = planner.extract_plan([edit])
    for _ in range(10):
        variable.value = value
        plan.execute()
    edit.destroy(planner)


def projection_test(count: int) -> int:
    """Two sets of variables, the second the first scaled and moved."""
    planner = Planner()
    scale = Variable("scale", 10)
    offset = Variable("offset", 1000)
    sources: list[Variable] = []
    targets: list[Variable] = []
    for i in range(count):
        source = Variable(f"source{i}", i)
        target = Variable(f"target{i}", i)
        sources.append(source)
        targets.append(target)
        StayConstraint(source, NORMAL).add(planner)
        ScaleConstraint(source, scale, offset, target, REQUIRED).add(planner)

    total = 0
    change(planner, sources[-1], 17)
    total += targets[-1].value
    change(planner, targets[-1], 1050)
    total += sources[-1].value
    change(planner, scale, 5)
    for target in targets:
        total += target.value
    change(planner, offset, 2000)
    for target in targets:
        total += target.value
    return total


def run(n: int) -> int:
    total = 0
    for _ in range(n):
        total += chain_test(CHAIN_LENGTH)
        total += projection_test(PROJECTIONS)
    return total


if __name__ == "__main__":
    print(run(int(sys.argv[1])))
