"""The course: order, what comes before, and what comes next."""

from visualnn.lesson import shipped
from visualnn.lesson.course import CourseLesson, course, next_lesson


def lesson(name: str, *, has_stops: bool = True) -> CourseLesson:
    return CourseLesson(name, "00", {"en": name, "ko": name}, (), has_stops)


def test_the_course_holds_every_lesson_once_none_before_what_comes_before_it() -> None:
    lessons = course()
    names = [each.name for each in lessons]
    assert sorted(names) == sorted(shipped())
    for n, each in enumerate(lessons):
        assert set(each.after) <= set(names[:n]), each.name
    numbers = [each.number for each in lessons]
    assert numbers == sorted(numbers)
    assert all(number.isdigit() for number in numbers)


def test_what_the_course_says_of_a_lesson_is_what_its_file_says() -> None:
    by_name = {each.name: each for each in course()}
    assert by_name["xor"].titles["ko"] == "XOR와 다층 퍼셉트론"
    assert by_name["xor"].after == ("logistic",)
    assert by_name["xor"].has_stops
    assert by_name["neuron"].after == ()


def test_the_next_lesson_is_the_first_one_that_is_not_finished_from_here_on() -> None:
    lessons = (lesson("a"), lesson("b", has_stops=False), lesson("c"), lesson("d"))
    assert next_lesson(lessons, set()) == "a"
    assert next_lesson(lessons, {"a"}) == "c"
    assert next_lesson(lessons, {"c"}, "c") == "d"
    assert next_lesson(lessons, set(), "c") == "c"
    assert next_lesson(lessons, {"c", "d"}, "c") == "a"
    assert next_lesson(lessons, {"a", "c", "d"}, "c") is None
    assert next_lesson(lessons, set(), "elsewhere") == "a"
