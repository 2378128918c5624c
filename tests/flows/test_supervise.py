"""What dies is started again, sooner at first; a trouble that lasts is told, but not each time."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from flows.backoff import FIRST_SECONDS, LIVED_SECONDS, LONGEST_SECONDS, next_delay
from flows.supervise import TOLD_AGAIN_SECONDS, Part, Supervisor


@dataclass
class World:
    """Two parts whose life the test decides, a clock that it sets, and what was said."""

    now: float = 0.0
    causes: dict[str, str] = field(default_factory=dict)
    troubles: dict[str, str] = field(default_factory=dict)
    started: list[tuple[str, float]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def supervisor(self) -> Supervisor:
        parts = [self.part("server"), self.part("worker")]
        return Supervisor(parts, lambda line: self.said.append(line.partition("  ")[2]), lambda: self.now)

    def part(self, name: str) -> Part:
        return Part(name, lambda: self.start(name), lambda: self.causes.get(name, ""))

    def start(self, name: str) -> None:
        self.started.append((name, self.now))
        if trouble := self.troubles.get(name):
            raise OSError(trouble)
        self.causes.pop(name, None)

    def go_on(self, supervisor: Supervisor, seconds: int) -> None:
        for _ in range(seconds):
            self.now += 1
            supervisor.tick()


def test_what_dies_is_started_again_and_told_with_its_cause() -> None:
    world = World(now=1000)
    supervisor = world.supervisor()
    world.go_on(supervisor, 2)
    world.causes["worker"] = "killed by SIGKILL"
    world.go_on(supervisor, 5)
    assert [name for name, _ in world.started] == ["worker"]
    assert world.said == [
        "worker: killed by SIGKILL; started again in 1 s",
        "worker: runs again after 2 s",
    ]


def test_each_death_of_a_part_that_lived_is_told() -> None:
    world = World()
    supervisor = world.supervisor()
    for _ in range(3):
        world.causes["server"] = "killed by SIGKILL"
        world.go_on(supervisor, 30)
    assert len([line for line in world.said if "killed" in line]) == 3


def test_a_part_that_cannot_start_is_tried_for_ever_and_told_each_quarter_of_an_hour() -> None:
    world = World(causes={"server": "ended (exit status 1)"}, troubles={"server": "port 4200 was taken"})
    supervisor = world.supervisor()
    world.go_on(supervisor, int(2 * TOLD_AGAIN_SECONDS))
    tries = [at for _, at in world.started]
    assert max(later - earlier for earlier, later in pairwise(tries)) <= LONGEST_SECONDS + 1
    assert 2 <= len([line for line in world.said if "port 4200 was taken" in line]) <= 3
    world.troubles["server"] = "the disk is full"
    world.go_on(supervisor, int(LONGEST_SECONDS) + 1)
    assert "the disk is full" in world.said[-1]
    world.troubles.clear()
    world.go_on(supervisor, int(LONGEST_SECONDS) + 2)
    assert "server: runs again after" in world.said[-1]


def test_a_part_waits_for_those_it_needs_and_the_living_are_left_alone() -> None:
    world = World(troubles={"server": "no space left on device"})
    supervisor = world.supervisor()
    world.causes["server"] = "killed by SIGKILL"
    world.go_on(supervisor, 10)
    assert {name for name, _ in world.started} == {"server"}
    world.causes["worker"] = "ended (exit status 1)"
    world.go_on(supervisor, 100)
    assert {name for name, _ in world.started} == {"server"}
    world.troubles.clear()
    world.go_on(supervisor, 100)
    assert supervisor.tick()
    assert world.started[-1][0] == "worker"


def test_the_wait_grows_to_a_minute_and_begins_anew_after_a_long_life() -> None:
    delay, seen = FIRST_SECONDS, []
    for _ in range(8):
        delay = next_delay(delay, lived=3)
        seen.append(delay)
    assert seen == sorted(seen)
    assert seen[-1] == LONGEST_SECONDS
    assert next_delay(delay, LIVED_SECONDS) == FIRST_SECONDS
