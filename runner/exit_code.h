// How every program of this project ends.
#pragma once

namespace wfx {

enum ExitCode {
  kHeld = 0,             // nothing broke
  kBroken = 1,           // a scenario failed, an unexpected pass, an error, a regression
  kUsage = 2,            // wrong arguments, a bad file, set-up impossible
  kInconclusive = 3,     // a gate that could not decide
  kNothingSelected = 4,  // no case, no scenario, no record was left
};

}  // namespace wfx
