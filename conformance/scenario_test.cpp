#include "conformance/scenario_test.h"

#include <gtest/gtest.h>

#include <exception>
#include <string>

#include "conformance/framework.h"
#include "runner/joined.h"

namespace wfx {
namespace {

// Says at the scenario's own lines what did not hold and how to see it again.
void Fail(const Session& session, const Result& result, const std::string& file, int title_line) {
  const std::string again = "\n   again: " + session.RerunCommand(result.FullId());
  bool said = false;
  for (const Finding& finding : result.findings) {
    if (!finding.deviation.empty()) continue;
    said = true;
    ADD_FAILURE_AT(file.c_str(), finding.line > 0 ? finding.line : title_line)
        << "expected: " << finding.expectation << "\nobserved: " << finding.observed << again;
  }
  if (!said || !result.reason.empty())
    ADD_FAILURE_AT(file.c_str(), title_line) << result.reason << again;
}

class ScenarioTest : public testing::Test {
 public:
  ScenarioTest(Session& session, const SelectedCase& selected)
      : session_(session), selected_(selected) {}

  void TestBody() override {
    const Result result = session_.Perform(selected_);
    RecordProperty("verdict", std::string(Describe(result.verdict).name));
    RecordProperty("requirements", Joined(result.requirements, " "));
    if (!result.reason.empty()) RecordProperty("reason", result.reason);
    if (Describe(result.verdict).breaks_the_run) {
      Fail(session_, result, selected_.subject->file, selected_.subject->line);
    } else if (result.verdict == Verdict::kNotRun || result.verdict == Verdict::kBlocked) {
      GTEST_SKIP() << result.reason;
    }
  }

 private:
  Session& session_;
  const SelectedCase& selected_;
};

class RunRecording : public testing::Environment {
 public:
  explicit RunRecording(Session& session) : session_(session) {}

  void SetUp() override {
    try {
      session_.Begin(
          static_cast<std::uint64_t>(testing::UnitTest::GetInstance()->test_to_run_count()),
          ShardName());
    } catch (const std::exception&) {
      why_not_begun_ = std::current_exception();
      // Fatal here means that Google Test runs nothing.
      FAIL();
    }
  }

  void TearDown() override {
    if (why_not_begun_) return;
    for (const Result& result : session_.AmendLate()) {
      for (const SelectedCase& selected : session_.cases()) {
        if (selected.full_id == result.FullId() && Describe(result.verdict).breaks_the_run) {
          Fail(session_, result, selected.subject->file, selected.subject->line);
        }
      }
    }
    session_.Finish();
  }

  void RethrowWhyNotBegun() const {
    if (why_not_begun_) std::rethrow_exception(why_not_begun_);
  }

 private:
  Session& session_;
  std::exception_ptr why_not_begun_;
};

}  // namespace

void RegisterScenarios(Session& session) {
  for (const SelectedCase& selected : session.cases()) {
    const std::size_t slash = selected.full_id.find('/');
    const Case& subject = *selected.subject;
    testing::RegisterTest(
        selected.full_id.substr(0, slash).c_str(), selected.full_id.substr(slash + 1).c_str(),
        nullptr, subject.title.c_str(), subject.file.c_str(), subject.line,
        [&session, &selected]() -> ScenarioTest* { return new ScenarioTest(session, selected); });
  }
}

bool RunRecorded(Session& session) {
  auto* recording = new RunRecording(session);
  testing::AddGlobalTestEnvironment(recording);
  const bool passed = RUN_ALL_TESTS() == 0;
  recording->RethrowWhyNotBegun();
  return passed;
}

}  // namespace wfx
