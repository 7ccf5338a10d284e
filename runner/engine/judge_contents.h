// What files should hold, as labelled runs, and how that differs from what they held.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "runner/engine/judge_scene.h"

namespace wfx {

// Runs are ascending, without gaps, from 0; their end is the end of the file or read.
using Contents = std::vector<ContentRun>;

// A file's bytes before the first step, after the given handles were opened.
Contents InitialContents(const Scene& scene, const FileRecord& file);
// What the successful writes, in the order they were issued, and changes of the end of file should
// have left.
Contents ContentsLeft(const Scene& scene, const FileRecord& file);
// What an expectation lists. Fill means the initial bytes, which are zeros where a file is not
// `filled`.
Contents ListedContents(const Scene& scene, const std::vector<ExpectedRun>& runs, bool filled);

// The stretches where `seen`, `size` bytes long, is not `expected`: "[4096,4098) is write w,
// expected fill". Empty = none. Stretches that were not read are no difference. `end` is what
// follows the last byte: "end of file".
std::string ContentDifference(const Scene& scene, const Contents& expected, const Contents& seen,
                              std::uint64_t size, std::string_view end);

}  // namespace wfx
