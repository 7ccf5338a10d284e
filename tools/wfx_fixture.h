// For tests of wfx: a folder with a few scenarios, and commands run there.
#pragma once

#include <gtest/gtest.h>

#include <sstream>

#include "reports/scratch.h"
#include "tools/wfx_command.h"

namespace wfx {

inline constexpr char kRequirements[] = R"({
  "area": "null_write",
  "requirements": [
    {
      "id": "completes",
      "statement": "A write of 0 bytes completes with 0 bytes.",
      "level": "must",
      "grade": "D",
      "sources": ["files:WFX-NUL-001"],
      "verified_on_windows": "none"
    },
    {
      "id": "touches_time",
      "statement": "A write of 0 bytes leaves the time of the last write alone.",
      "level": "may",
      "grade": "I",
      "sources": ["files:WFX-NUL-009"],
      "verified_on_windows": "none",
      "note": "nothing says so"
    }
  ]
}
)";

inline constexpr char kCompletes[] = R"({
  "$schema": "../scenario.schema.json",
  "title": "A null write completes with zero bytes",
  "requirements": ["null_write.completes"],
  "matrix": { "offset": { "start": 0, "end": "8 KiB" } },
  "given": [
    { "file": "data", "size": "8 KiB", "filled_with": "random" },
    { "handle": "writer", "opens": "data", "access": ["GENERIC_WRITE"], "flags": ["FILE_FLAG_OVERLAPPED"] }
  ],
  "when": [
    { "write": "w", "handle": "writer", "offset": "$offset", "length": 0 },
    { "wait": "alertable", "at_most": "500 ms" }
  ],
  "then": [
    { "write": "w", "completes_with": 0 },
    { "file": "data", "size": "8 KiB", "contents": "unchanged" }
  ]
}
)";

inline constexpr char kTouchesTime[] = R"({
  "$schema": "../scenario.schema.json",
  "title": "A null write into a locked range completes",
  "requirements": ["null_write.touches_time"],
  "given": [
    { "file": "data", "size": "8 KiB", "filled_with": "random" },
    { "handle": "writer", "opens": "data", "access": ["GENERIC_WRITE"], "flags": ["FILE_FLAG_OVERLAPPED"] },
    { "lock": "data", "by": "another_process", "offset": 0, "length": "1 KiB" }
  ],
  "when": [
    { "write": "w", "handle": "writer", "offset": 0, "length": 0 },
    { "wait": "alertable", "at_most": "500 ms" }
  ],
  "then": [
    { "write": "w", "completes_with": 0 }
  ]
}
)";

class Wfx : public ::testing::Test {
 protected:
  Wfx() {
    WriteText(scenarios() / "requirements/null_write.json", kRequirements);
    WriteText(scenarios() / "null_write/completes.json", kCompletes);
    WriteText(scenarios() / "null_write/touches_time.json", kTouchesTime);
  }

  std::filesystem::path scenarios() const { return folder_ / "scenarios"; }
  // Runs wfx with these words; what it said is in out_ and err_.
  ExitCode Run(std::vector<std::string> words) {
    std::ostringstream out, err;
    const ExitCode code = RunWfx(words, out, err);
    out_ = out.str();
    err_ = err.str();
    return code;
  }
  ExitCode RunHere(std::vector<std::string> words) {
    words.insert(words.end(), {"--scenarios", scenarios().generic_string()});
    return Run(std::move(words));
  }
  bool OutHas(const std::string& text) const { return out_.find(text) != std::string::npos; }
  bool ErrHas(const std::string& text) const { return err_.find(text) != std::string::npos; }
  std::filesystem::path Write(const std::string& name, const std::string& text) const {
    WriteText(folder_ / name, text);
    return folder_ / name;
  }

  ScratchFolder folder_;
  std::string out_, err_;
};

}  // namespace wfx
