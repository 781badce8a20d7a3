# Makes a page of swift-argument-parser's generator one that people expect: the name by custom (strata-suspects), the program's exit
# statuses, tables of terms as lists. Variables: name, version.
function end_list() { if (in_list) { print ".El"; in_list = 0 } }
/^\.Dt / { print ".Dt " toupper(name) " 1"; next }
/^\.Os/ { print ".Os strata " version; next }
/^\.Ex/ {
  print ".Bl -tag -width 1300 -compact"
  print ".It 0\nDone.\n.It 64\nWrong usage.\n.It 65\nBad data.\n.It 69\nSomething that is needed is not installed, or broken."
  print ".It 70\nA mistake of ours.\n.It 74\nInput or output.\n.It 130\nInterrupted. The same command goes on where it stopped."
  print ".El"
  next
}
/^\.Xr strata/ { gsub(/strata\./, "strata-"); print; next }
/^\./ { end_list(); print; next }
NF == 0 { end_list(); pending = 1; next }
in_list && /^  +[^ ]/ { sub(/^ +/, ""); print; next }
# "term   what it means" in a help text
match($0, /[^ ]   *[^ ]/) && $0 !~ /^ / && RSTART < 26 {
  if (!in_list) { print ".Bl -tag -width 2n"; in_list = 1; pending = 0 }
  term = substr($0, 1, RSTART); meaning = substr($0, RSTART + RLENGTH - 1)
  print ".It " term; print meaning
  next
}
{
  if (pending && !in_list) print ".Pp"
  pending = 0
  print
}
END { end_list() }
