#!/bin/sh
# Builds ../hello-js.wasm: QuickJS-ng with hello.js in it (npm install componentize-qjs).
set -e
cd "$(dirname "$0")"
node "${COMPONENTIZE_QJS:-node_modules/componentize-qjs}/cli.mjs" --wit ../hello.wit --js hello.js -n hello-servant --sync --stub-wasi -o ../hello-js.wasm
