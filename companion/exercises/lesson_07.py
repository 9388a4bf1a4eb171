"""Lesson 07, The dual write."""

from companion.exercises.lesson_07_cures import CURE
from companion.exercises.lesson_07_gap import GAP
from companion.exercises.lesson_07_outbox import OUTBOX
from companion.exercises.lesson_07_relay import RELAY

TITLE = "The dual write"
EXERCISES = (CURE, OUTBOX, RELAY, GAP)
PREDICTIONS = ()
RECALLS = ()
