// wfx-conformance: every selected scenario is one Google Test.
#include <gtest/gtest.h>

#include <iostream>

#include "conformance/framework.h"
#include "conformance/printer.h"
#include "conformance/scenario_test.h"
#include "conformance/summary.h"
#include "runner/examination/examination.h"
#include "runner/session.h"

namespace wfx {
namespace {

constexpr Program kConformance{
    .name = "wfx-conformance",
    .purpose = "Performs scenarios on a Win32 system and judges what it sees.",
    .framework = "--gtest_",
};

int RunScenarios(Session& session) {
  if (session.options().mutants) return Examine(session, std::cout) ? kHeld : kBroken;
  InitializeGoogleTest(kConformance, session.options().framework);
  RegisterScenarios(session);
  if (OnlyListsTests()) return RUN_ALL_TESTS();

  session.Open();
  PrintBy(std::make_unique<Printer>(session));
  const bool framework_passed = RunRecorded(session);
  CheckSelection();

  std::cout << Summary(session);
  return framework_passed && Holds(session) ? kHeld : kBroken;
}

}  // namespace
}  // namespace wfx

int main(int argc, char** argv) {
  return wfx::RunProgram(wfx::kConformance, argc, argv, &wfx::RunScenarios);
}
