#!/usr/bin/env bash
# Maintainers only: trains the default model from the shared data, to the same bytes every time.
# The next build of the program embeds the new model.
set -euo pipefail
export LC_ALL=C # the order of the files affects the bytes of the model
cd "$(dirname "$0")/.."

labelled="${ADSIFT_SHARED:-../shared}/data/labelled"
cargo run --locked --release -- train "$labelled"/*.csv --output models/default.adsift --force \
  --article-column article --source-column source --exclude split=test \
  --group-column source --folds 18 --cap 4000 --trim --no-style \
  --page context --page-cap 200 --threshold 0.66
