#!/bin/sh
# Stops process groups when the launcher dies without a word (kill -9).
# Each line on stdin replaces the list: "SIGNAL:PID SIGNAL:PID ..."; an empty list means nothing to do.
trap '' INT HUP TERM
last=
while IFS= read -r line; do last=$line; done
[ -n "$last" ] || exit 0
for entry in $last; do kill -s "${entry%%:*}" -- "-${entry#*:}" 2>/dev/null; done
tries=0
while [ "$tries" -lt 100 ]; do
  alive=
  for entry in $last; do kill -s 0 -- "-${entry#*:}" 2>/dev/null && alive=yes; done
  [ -n "$alive" ] || exit 0
  sleep 0.1
  tries=$((tries + 1))
done
for entry in $last; do kill -s KILL -- "-${entry#*:}" 2>/dev/null; done
exit 0
