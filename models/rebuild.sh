#!/usr/bin/env bash
# Trains the default model anew, from the shared data, by adsift itself: the same bytes every time.
# The new model is in the program once that is built again.
set -euo pipefail
export LC_ALL=C # the order of the files is part of the data
cd "$(dirname "$0")/.."

labelled="${ADSIFT_SHARED:-../shared}/data/labelled"
cargo run --locked --release -- train "$labelled"/*.csv --output models/default.adsift --force \
  --article-column article --source-column source --exclude split=test \
  --group-column source --folds 18 --cap 4000 --trim --no-style \
  --page context --page-cap 200 --threshold 0.66
