;; Two components composed into one, as `wac plug till.wasm --plug prices.wasm` does it: the till imports what prices exports, and all that is
;; around the two connects them. Made into shop.wasm with `wasm-tools parse shop.wat -o shop.wasm`.
(component
  ;; price: func(item: string) -> u32, 3 for each letter; nobody sells a thing without a name: that is a bug, a trap.
  (component $prices
    (core module $M
      (memory (export "memory") 1)
      (global $top (mut i32) (i32.const 1024))
      (func (export "realloc") (param i32 i32 i32 i32) (result i32)
        (local $at i32)
        (local.set $at (i32.and (i32.add (global.get $top) (i32.const 7)) (i32.const -8)))
        (global.set $top (i32.add (local.get $at) (local.get 3)))
        (local.get $at))
      (func (export "price") (param $item i32) (param $length i32) (result i32)
        (if (i32.eqz (local.get $length)) (then unreachable))
        (global.set $top (i32.const 1024))
        (i32.mul (local.get $length) (i32.const 3))))
    (core instance $m (instantiate $M))
    (func (export "price") (param "item" string) (result u32)
      (canon lift (core func $m "price") (memory (core memory $m "memory")) (realloc (core func $m "realloc")))))

  ;; total: func(items: list<string>) -> u32
  (component $till
    (import "demo:shop/prices" (instance $prices (export "price" (func (param "item" string) (result u32)))))
    (core module $Memory
      (memory (export "memory") 1)
      (global $top (mut i32) (i32.const 1024))
      (func (export "realloc") (param i32 i32 i32 i32) (result i32)
        (local $at i32)
        (local.set $at (i32.and (i32.add (global.get $top) (i32.const 7)) (i32.const -8)))
        (global.set $top (i32.add (local.get $at) (local.get 3)))
        (local.get $at))
      (func (export "free") (param i32) (global.set $top (i32.const 1024))))
    (core instance $memory (instantiate $Memory))
    (core func $price (canon lower (func $prices "price") (memory (core memory $memory "memory"))))
    (core module $M
      (import "" "memory" (memory 1))
      (import "" "price" (func $price (param i32 i32) (result i32)))
      (func (export "total") (param $items i32) (param $count i32) (result i32)
        (local $total i32)
        (block $end (loop $next
          (br_if $end (i32.eqz (local.get $count)))
          (local.set $total (i32.add (local.get $total) (call $price (i32.load (local.get $items)) (i32.load offset=4 (local.get $items)))))
          (local.set $items (i32.add (local.get $items) (i32.const 8)))
          (local.set $count (i32.sub (local.get $count) (i32.const 1)))
          (br $next)))
        (local.get $total)))
    (core instance $m (instantiate $M (with "" (instance (export "memory" (memory $memory "memory")) (export "price" (func $price))))))
    (func (export "total") (param "items" (list string)) (result u32)
      (canon lift (core func $m "total") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc")) (post-return (core func $memory "free")))))

  (instance $prices (instantiate $prices))
  (instance $till (instantiate $till (with "demo:shop/prices" (instance $prices))))
  (export "demo:shop/till" (instance $till)))
