// Google Test as this program wants it: strict about its options, silent, and never content with
// nothing.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "runner/options.h"

namespace wfx {

// Hands over the options that are its own. Throws UsageError for one it does not know or that would
// falsify the record.
void InitializeGoogleTest(const Program& program, const std::vector<std::string>& options);

// True when its options ask for its list or its help instead of a run.
bool OnlyListsTests();

// `listener` prints instead of Google Test.
void PrintBy(std::unique_ptr<testing::TestEventListener> listener);

// "0/1" for a run that is not sharded, otherwise "index/total".
std::string ShardName();

// Throws NothingSelected when its filter left nothing to run. An empty shard is no error.
void CheckSelection();

}  // namespace wfx
