// Systems that go wrong once in thousands of calls.
#pragma once

#include <cstdint>

namespace wfx::mutants {

// Which append of ten thousand goes wrong, from the next mutant on: any number gives one. Mutants
// begin with 1.
void ChooseAppend(std::uint64_t seed);

}  // namespace wfx::mutants
