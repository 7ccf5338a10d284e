#include "conformance/framework.h"

#include "runner/process/program.h"
#include "runner/session.h"

namespace wfx {
namespace {

constexpr char kHelp[] = "--gtest_help";
constexpr char kUnsharded[] = "0/1";

bool helps = false;

}  // namespace

void InitializeGoogleTest(const Program& program, const std::vector<std::string>& options) {
  std::vector<std::string> words{std::string(program.name)};
  words.insert(words.end(), options.begin(), options.end());
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  int count = static_cast<int>(words.size());
  testing::InitGoogleTest(&count, pointers.data());
  // What it leaves it does not know; it would print its help and end with 0.
  for (int i = 1; i < count; ++i) {
    const std::string word = pointers[static_cast<std::size_t>(i)];
    if (word != kHelp)
      throw UsageError("Google Test does not know or understand " + word + "; " + kHelp +
                       " lists its options");
    helps = true;
  }
  if (GTEST_FLAG_GET(repeat) != 1)
    throw UsageError("use --repeat N instead of --gtest_repeat: it records how often a case held");
}

bool OnlyListsTests() { return helps || GTEST_FLAG_GET(list_tests); }

void PrintBy(std::unique_ptr<testing::TestEventListener> listener) {
  testing::TestEventListeners& listeners = testing::UnitTest::GetInstance()->listeners();
  delete listeners.Release(listeners.default_result_printer());
  listeners.Append(listener.release());
}

std::string ShardName() {
  const std::string index = EnvironmentVariable("GTEST_SHARD_INDEX"),
                    total = EnvironmentVariable("GTEST_TOTAL_SHARDS");
  return index.empty() || total.empty() ? kUnsharded : index + "/" + total;
}

void CheckSelection() {
  if (testing::UnitTest::GetInstance()->test_to_run_count() > 0 || ShardName() != kUnsharded)
    return;
  throw NothingSelected("--gtest_filter=" + GTEST_FLAG_GET(filter) +
                        " leaves nothing to run; --gtest_list_tests shows what there is");
}

}  // namespace wfx
