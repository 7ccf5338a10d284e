// For tests of texts: what they are compared with stands in a file.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "reports/scratch.h"

namespace wfx {

// Compares with a pinned file; WFX_PIN=1 in the environment pins what is there now.
inline void ExpectPinned(const std::string& text, const std::string& name) {
  const std::filesystem::path file = std::filesystem::path("reports/testdata") / name;
  if (std::getenv("WFX_PIN") != nullptr) WriteText(file, text);
  EXPECT_EQ(text, ReadText(file)) << "if this is what " << name
                                  << " should say now, pin it with WFX_PIN=1";
}

}  // namespace wfx
