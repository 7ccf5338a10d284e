// Shows that a run goes on: a line that counts where a person watches, a line for each area
// otherwise, and what breaks the run as soon as it does.
#pragma once

#include <gtest/gtest.h>

#include <cstddef>
#include <string>

#include "runner/session.h"

namespace wfx {

class Printer : public testing::EmptyTestEventListener {
 public:
  explicit Printer(const Session& session);
  void OnTestStart(const testing::TestInfo& test) override;
  void OnTestPartResult(const testing::TestPartResult& part) override;
  void OnTestEnd(const testing::TestInfo& test) override;
  void OnTestSuiteEnd(const testing::TestSuite& suite) override;
  void OnEnvironmentsTearDownEnd(const testing::UnitTest& unit_test) override;

 private:
  void ClearLine();

  const Session& session_;
  bool watched_;
  std::size_t started_ = 0;
  bool line_is_open_ = false;
};

}  // namespace wfx
