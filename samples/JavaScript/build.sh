#!/bin/sh
# Builds words.wasm: QuickJS-ng with words.js in it (npm install componentize-qjs).
set -e
cd "$(dirname "$0")"
node "${COMPONENTIZE_QJS:-node_modules/componentize-qjs}/cli.mjs" --wit words.wit --js words.js -n words --sync --stub-wasi -o words.wasm
