(module
  (import "counter" "memory" (memory 1 65536 shared))

  ;; extremes(p, n) -> smallest and largest of n float32 at byte address p.
  ;; pmin(a, v) is "v < a ? v : a": a NaN never enters an accumulator. Without a number they stay +inf and -inf.
  (func $extremes (param $p i32) (param $n i32) (result f32 f32)
    (local $blocks i32) (local $end i32) (local $x f32) (local $lo f32) (local $hi f32) (local $v v128) (local $a v128) (local $e v128)
    (local.set $blocks (i32.add (local.get $p) (i32.shl (i32.and (local.get $n) (i32.const -4)) (i32.const 2))))
    (local.set $end (i32.add (local.get $p) (i32.shl (local.get $n) (i32.const 2))))
    (local.set $a (v128.const f32x4 inf inf inf inf))
    (local.set $e (v128.const f32x4 -inf -inf -inf -inf))
    (block $done (loop $next
      (br_if $done (i32.ge_u (local.get $p) (local.get $blocks)))
      (local.set $v (v128.load (local.get $p)))
      (local.set $a (f32x4.pmin (local.get $a) (local.get $v)))
      (local.set $e (f32x4.pmax (local.get $e) (local.get $v)))
      (local.set $p (i32.add (local.get $p) (i32.const 16)))
      (br $next)))
    ;; By lanes: f32.min, which minds NaN and signs of 0, compares and branches.
    (local.set $a (f32x4.pmin (local.get $a) (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $a) (local.get $a))))
    (local.set $e (f32x4.pmax (local.get $e) (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $e) (local.get $e))))
    (local.set $lo (f32x4.extract_lane 0
      (f32x4.pmin (local.get $a) (i8x16.shuffle 4 5 6 7 0 1 2 3 12 13 14 15 8 9 10 11 (local.get $a) (local.get $a)))))
    (local.set $hi (f32x4.extract_lane 0
      (f32x4.pmax (local.get $e) (i8x16.shuffle 4 5 6 7 0 1 2 3 12 13 14 15 8 9 10 11 (local.get $e) (local.get $e)))))
    (block $tailDone (loop $tail
      (br_if $tailDone (i32.ge_u (local.get $p) (local.get $end)))
      (local.set $x (f32.load (local.get $p)))
      (if (f32.lt (local.get $x) (local.get $lo)) (then (local.set $lo (local.get $x))))
      (if (f32.gt (local.get $x) (local.get $hi)) (then (local.set $hi (local.get $x))))
      (local.set $p (i32.add (local.get $p) (i32.const 4)))
      (br $tail)))
    (local.get $lo)
    (local.get $hi))

  ;; extremesEach(p, n, times, out): extremes of `times` times n float32 that lie behind each other, 8 bytes each from `out` on.
  (func (export "extremesEach") (param $p i32) (param $n i32) (param $times i32) (param $out i32)
    (local $lo f32) (local $hi f32)
    (block $done (loop $next
      (br_if $done (i32.eqz (local.get $times)))
      (call $extremes (local.get $p) (local.get $n))
      (local.set $hi)
      (local.set $lo)
      (f32.store (local.get $out) (local.get $lo))
      (f32.store offset=4 (local.get $out) (local.get $hi))
      (local.set $p (i32.add (local.get $p) (i32.shl (local.get $n) (i32.const 2))))
      (local.set $out (i32.add (local.get $out) (i32.const 8)))
      (local.set $times (i32.sub (local.get $times) (i32.const 1)))
      (br $next))))

  ;; count(p, n, table): adds n float32 at p to the float-bit table of uint32 at byte address `table`.
  ;; +0, most of what a Relu leaves, would chain one load on one store; each lane counts it in a cell of its own behind the 2^17 bins,
  ;; 64 bytes apart. Whoever reads the table adds those four cells to bin 0. Behind the cells, at 0x80100 and 0x80110, four lanes each of
  ;; how far the bins that were met reach, without their sign: the largest byte offset, and the largest of 0x3fffc - offset.
  (func $count (export "count") (param $p i32) (param $n i32) (param $table i32)
    (local $blocks i32) (local $end i32) (local $cell i32) (local $v v128) (local $at v128) (local $zero v128)
    (local $up v128) (local $down v128)
    (local.set $blocks (i32.add (local.get $p) (i32.shl (i32.and (local.get $n) (i32.const -4)) (i32.const 2))))
    (local.set $end (i32.add (local.get $p) (i32.shl (local.get $n) (i32.const 2))))
    (local.set $up (v128.load offset=0x80100 (local.get $table)))
    (local.set $down (v128.load offset=0x80110 (local.get $table)))
    (block $done (loop $next
      (br_if $done (i32.ge_u (local.get $p) (local.get $blocks)))
      (local.set $v (v128.load (local.get $p)))
      (local.set $zero (i32x4.eq (local.get $v) (v128.const i32x4 0 0 0 0)))
      (local.set $v (v128.and (i32x4.shr_u (local.get $v) (i32.const 13)) (v128.const i32x4 0x7fffc 0x7fffc 0x7fffc 0x7fffc)))
      (local.set $at (v128.and (local.get $v) (v128.const i32x4 0x3fffc 0x3fffc 0x3fffc 0x3fffc)))
      (local.set $up (i32x4.max_s (local.get $up) (local.get $at)))
      (local.set $down (i32x4.max_s (local.get $down)
        (v128.andnot (v128.xor (local.get $at) (v128.const i32x4 0x3fffc 0x3fffc 0x3fffc 0x3fffc)) (local.get $zero))))
      (local.set $v (v128.bitselect (v128.const i32x4 0x80000 0x80040 0x80080 0x800c0) (local.get $v) (local.get $zero)))
      (local.set $cell (i32.add (local.get $table) (i32x4.extract_lane 0 (local.get $v))))
      (i32.store (local.get $cell) (i32.add (i32.load (local.get $cell)) (i32.const 1)))
      (local.set $cell (i32.add (local.get $table) (i32x4.extract_lane 1 (local.get $v))))
      (i32.store (local.get $cell) (i32.add (i32.load (local.get $cell)) (i32.const 1)))
      (local.set $cell (i32.add (local.get $table) (i32x4.extract_lane 2 (local.get $v))))
      (i32.store (local.get $cell) (i32.add (i32.load (local.get $cell)) (i32.const 1)))
      (local.set $cell (i32.add (local.get $table) (i32x4.extract_lane 3 (local.get $v))))
      (i32.store (local.get $cell) (i32.add (i32.load (local.get $cell)) (i32.const 1)))
      (local.set $p (i32.add (local.get $p) (i32.const 16)))
      (br $next)))
    (block $tailDone (loop $tail
      (br_if $tailDone (i32.ge_u (local.get $p) (local.get $end)))
      (local.set $cell (i32.and (i32.shr_u (i32.load (local.get $p)) (i32.const 13)) (i32.const 0x7fffc)))
      (local.set $at (v128.and (i32x4.splat (local.get $cell)) (v128.const i32x4 0x3fffc 0x3fffc 0x3fffc 0x3fffc)))
      (local.set $up (i32x4.max_s (local.get $up) (local.get $at)))
      (local.set $down (i32x4.max_s (local.get $down) (v128.xor (local.get $at) (v128.const i32x4 0x3fffc 0x3fffc 0x3fffc 0x3fffc))))
      (local.set $cell (i32.add (local.get $table) (local.get $cell)))
      (i32.store (local.get $cell) (i32.add (i32.load (local.get $cell)) (i32.const 1)))
      (local.set $p (i32.add (local.get $p) (i32.const 4)))
      (br $tail)))
    (v128.store offset=0x80100 (local.get $table) (local.get $up))
    (v128.store offset=0x80110 (local.get $table) (local.get $down)))

  ;; countRuns(p, runs, length, max, min, stride, bound, table): as count, adds runs of `length` float32 each, but leaves out an element that is the
  ;; largest of the run's row (at `bound` none is) and, where `min` is not 0, one that is the smallest: those are counted for all rows. The rows'
  ;; extremes of the first run lie at `max` and `min`, those of the next `stride` bytes on. A run of equal elements stands for a flat row, not for an
  ;; extreme.
  (func (export "countRuns")
    (param $p i32) (param $runs i32) (param $length i32) (param $max i32) (param $min i32) (param $stride i32) (param $bound f32) (param $table i32)
    (local $lo f32) (local $hi f32) (local $flat i32)
    (call $count (local.get $p) (i32.mul (local.get $runs) (local.get $length)) (local.get $table))
    (block $done (loop $next
      (br_if $done (i32.eqz (local.get $runs)))
      (call $extremes (local.get $p) (local.get $length))
      (local.set $hi)
      (local.set $lo)
      ;; x > $flat: x and not $flat.
      (local.set $flat (i32.eqz (f32.lt (local.get $lo) (local.get $hi))))
      (call $uncount (local.get $hi) (local.get $table)
        (i32.gt_u (i32.and (f32.ge (local.get $hi) (f32.load (local.get $max))) (f32.lt (local.get $hi) (local.get $bound))) (local.get $flat)))
      (if (local.get $min) (then
        (call $uncount (local.get $lo) (local.get $table)
          (i32.gt_u (f32.le (local.get $lo) (f32.load (local.get $min))) (local.get $flat)))
        (local.set $min (i32.add (local.get $min) (local.get $stride)))))
      (local.set $p (i32.add (local.get $p) (i32.shl (local.get $length) (i32.const 2))))
      (local.set $max (i32.add (local.get $max) (local.get $stride)))
      (local.set $runs (i32.sub (local.get $runs) (i32.const 1)))
      (br $next))))

  ;; largest(p, n) -> the largest (bits & 0x7fffffff) of n float32 at p: from 0x7f800000 on, one of them is infinite or NaN.
  (func (export "largest") (param $p i32) (param $n i32) (result i32)
    (local $blocks i32) (local $end i32) (local $bits i32) (local $top i32) (local $v v128)
    (local.set $blocks (i32.add (local.get $p) (i32.shl (i32.and (local.get $n) (i32.const -4)) (i32.const 2))))
    (local.set $end (i32.add (local.get $p) (i32.shl (local.get $n) (i32.const 2))))
    (block $done (loop $next
      (br_if $done (i32.ge_u (local.get $p) (local.get $blocks)))
      (local.set $v (i32x4.max_u (local.get $v) (v128.and (v128.load (local.get $p)) (v128.const i32x4 0x7fffffff 0x7fffffff 0x7fffffff 0x7fffffff))))
      (local.set $p (i32.add (local.get $p) (i32.const 16)))
      (br $next)))
    (local.set $v (i32x4.max_u (local.get $v) (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $v) (local.get $v))))
    (local.set $v (i32x4.max_u (local.get $v) (i8x16.shuffle 4 5 6 7 0 1 2 3 12 13 14 15 8 9 10 11 (local.get $v) (local.get $v))))
    (local.set $top (i32x4.extract_lane 0 (local.get $v)))
    (block $tailDone (loop $tail
      (br_if $tailDone (i32.ge_u (local.get $p) (local.get $end)))
      (local.set $bits (i32.and (i32.load (local.get $p)) (i32.const 0x7fffffff)))
      (if (i32.gt_u (local.get $bits) (local.get $top)) (then (local.set $top (local.get $bits))))
      (local.set $p (i32.add (local.get $p) (i32.const 4)))
      (br $tail)))
    (local.get $top))

  ;; collect(p, end, bin, bins, counts) -> how many of the uint32 at p, up to `end`, are not 0. Their numbers, that of p being `bin`, and what
  ;; they hold go to the uint32 at `bins` and `counts`. Written for each and kept where it counts: no branch to mispredict.
  (func (export "collect") (param $p i32) (param $end i32) (param $bin i32) (param $bins i32) (param $counts i32) (result i32)
    (local $first i32) (local $count i32) (local $on i32)
    (local.set $first (local.get $bins))
    (block $done (loop $next
      (br_if $done (i32.ge_u (local.get $p) (local.get $end)))
      (local.set $count (i32.load (local.get $p)))
      (i32.store (local.get $bins) (local.get $bin))
      (i32.store (local.get $counts) (local.get $count))
      (local.set $on (i32.shl (i32.ne (local.get $count) (i32.const 0)) (i32.const 2)))
      (local.set $bins (i32.add (local.get $bins) (local.get $on)))
      (local.set $counts (i32.add (local.get $counts) (local.get $on)))
      (local.set $bin (i32.add (local.get $bin) (i32.const 1)))
      (local.set $p (i32.add (local.get $p) (i32.const 4)))
      (br $next)))
    (i32.shr_u (i32.sub (local.get $bins) (local.get $first)) (i32.const 2)))

  ;; Takes `times` elements like x out of a table. Called with 0 or 1 instead of not at all or once: as a branch, it would be mispredicted every
  ;; few runs.
  (func $uncount (param $x f32) (param $table i32) (param $times i32)
    (local $cell i32)
    (local.set $cell (i32.add (local.get $table)
      (i32.and (i32.shr_u (i32.reinterpret_f32 (local.get $x)) (i32.const 13)) (i32.const 0x7fffc))))
    (i32.store (local.get $cell) (i32.sub (i32.load (local.get $cell)) (local.get $times))))
)
