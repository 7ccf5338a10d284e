// Wrong systems, one for each requirement: what a suite must fail to be worth anything.
//
// A mutant replaces functions of a right table, whatever that table is: the model's, kernel32's or
// a provider's. It knows nothing of the inside of the system below; all it uses is that system's
// own functions. It breaks one requirement and leaves as much else right as can be. It never
// crashes and never waits long, so that whoever runs it sees a failure and not an error.
#pragma once

#include <span>
#include <string_view>

#include "runner/win32/api.h"
#include "runner/win32/stream_async.h"

namespace wfx {

// One wrong system. Plain data with static lifetime.
struct Mutant {
  std::string_view name;         // "append_writes_at_zero": unique, [a-z0-9_]
  std::string_view requirement;  // the `must` it breaks, "append.writes_at_end"
  std::string_view what;         // what this wrong system does, one line without a full stop
  // Replaces entries of `table`, a copy of Base(). Null for a mutant of streams.
  void (*apply)(Win32Api& table);
  // Replaces methods of streams. Null for a mutant of functions.
  void (*apply_to_streams)(StreamAsyncApi& streams) = nullptr;
};

// Every mutant, in the order of their requirements' ids.
std::span<const Mutant> AllMutants();

// The mutant called `name`, or null.
const Mutant* FindMutant(std::string_view name);

// Gives `base` with `mutant` in it. One mutant is in force in a process at a time: this one, from
// now on, with nothing remembered of the one before. A table that was made earlier stays callable,
// but its functions then work on `base`. Functions that are null in `base` stay null.
// REQUIRES: no call to an earlier mutant's functions is under way. `base` stays valid for good;
// what is still outstanding in it from before may end late and is then nobody's.
Win32Api Mutated(const Mutant& mutant, const Win32Api& base);

// What the methods of streams are called through where `mutant` is in force: with those that it
// replaces, which use functions of Base(). REQUIRES: Mutated() was called with it.
StreamAsyncApi MutatedStreams(const Mutant& mutant);

// The table below the mutant in force; all null before the first Mutated(). Any thread.
const Win32Api& Base();

// A `must` that no mutant breaks, and why none can.
struct UnprovenRequirement {
  std::string_view requirement;
  std::string_view reason;
};
std::span<const UnprovenRequirement> Unproven();

}  // namespace wfx
