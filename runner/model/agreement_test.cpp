// The model against the system this runs on, where that has a kernel32, and against the model that
// takes the other legal outcomes.
#include "runner/model/agreement.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <iostream>
#include <memory>

#include "runner/model/model.h"
#include "runner/win32/bind.h"
#include "runner/win32/text.h"

namespace wfx {
namespace {

constexpr std::size_t kOperations = 40;

std::vector<Outcome> OnModel(const ModelOptions& options, std::uint64_t seed) {
  const Model model(options);
  return DoSequence(model.api(), "C:", seed, kOperations);
}

std::string Told(const Comparison& comparison) {
  std::string text;
  for (const std::string& each : comparison.disagreements) text += each + "\n";
  return text;
}

TEST(Agreement, TheSameSequenceIsTheSame) {
  Comparison comparison;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Compare(OnModel({}, seed), OnModel({}, seed), {}, seed, comparison);
  }
  EXPECT_EQ(comparison.operations, 50 * kOperations);
  EXPECT_TRUE(comparison.disagreements.empty()) << Told(comparison);
}

TEST(Agreement, WhereAFailureComesFromDoesNotMatter) {
  ModelOptions through_routine;
  through_routine.choices.failures_through_routine = true;
  Comparison comparison;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Compare(OnModel({}, seed), OnModel(through_routine, seed), {}, seed, comparison);
  }
  EXPECT_TRUE(comparison.disagreements.empty()) << Told(comparison);
}

TEST(Agreement, ADifferenceIsSeen) {
  const std::vector<Outcome> right{{"write", "w1 ended with 3 bytes"}};
  const std::vector<Outcome> seen{{"write", "w1 ended with 2 bytes"}};
  Comparison comparison;
  Compare(right, seen, DifferencesOfWine8(), 7, comparison);
  ASSERT_EQ(comparison.disagreements.size(), 1u);
  EXPECT_EQ(comparison.disagreements[0],
            "seed 7, operation 0: write: right is \"w1 ended with 3 bytes\", seen \"w1 ended with "
            "2 bytes\"");
}

// At least 10,000 operations, each difference a listed one, each listed one met.
TEST(Agreement, TheModelAndThisSystemAgreeButForTheListedDifferences) {
  if (!HasSystemApi()) GTEST_SKIP() << "kernel32 is only on Windows and under Wine";
  const auto folder = std::filesystem::temp_directory_path() / "wfx_agreement_test";
  std::filesystem::create_directories(folder);
  const Win32Api system = SystemApi();
  const auto& known = DifferencesOfWine8();
  Comparison comparison;
  for (std::uint64_t seed = 0; comparison.operations < 10'000 && seed < 5000; ++seed) {
    Compare(OnModel({}, seed), DoSequence(system, folder.string(), seed, kOperations), known, seed,
            comparison);
    if (comparison.disagreements.size() > 10) break;
  }
  std::error_code ignored;
  std::filesystem::remove_all(folder, ignored);
  EXPECT_TRUE(comparison.disagreements.empty()) << Told(comparison);
  EXPECT_GE(comparison.operations, 10'000u);
  std::cout << comparison.operations << " operations compared\n";
  for (std::size_t i = 0; i < known.size(); ++i) {
    std::cout << known[i].id << ": met " << comparison.met[i] << " times\n";
  }
}

}  // namespace
}  // namespace wfx
