#!/usr/bin/env bash
# install.sh PREFIX: copies what `make build` and `make manual` made below PREFIX.
set -euo pipefail
prefix=${1:?usage: install.sh PREFIX}
cd "$(dirname "$0")/../.."
install -d "$prefix/bin" "$prefix/lib/strata" "$prefix/share/man/man1" "$prefix/share/zsh/site-functions" \
  "$prefix/share/bash-completion/completions" "$prefix/share/fish/vendor_completions.d"
install -m 755 .build/release/strata "$prefix/bin/strata"
for library in .build/release/libStrataTorch.so .build/release/libStrataTorch.dylib; do
  [ -f "$library" ] && install -m 755 "$library" "$prefix/lib/strata/"
done
install -m 644 .build/manual/*.1 "$prefix/share/man/man1/"
install -m 644 .build/completions/strata.bash "$prefix/share/bash-completion/completions/strata"
install -m 644 .build/completions/_strata "$prefix/share/zsh/site-functions/_strata"
install -m 644 .build/completions/strata.fish "$prefix/share/fish/vendor_completions.d/strata.fish"
echo "installed: $prefix/bin/strata, $(ls .build/manual | wc -l | tr -d ' ') manual pages, completions for bash, zsh and fish"
case ":$PATH:" in *":$prefix/bin:"*) ;; *) echo "install: $prefix/bin is not in PATH" ;; esac
