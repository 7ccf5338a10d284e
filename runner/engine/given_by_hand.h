// Givens of cases that a program puts together itself: what a scenario file would spell.
#pragma once

#include <string>
#include <utility>

#include "runner/scenario/scenario.h"
#include "runner/win32/types.h"

namespace wfx {

inline GivenFile GivenFileNamed(std::string name, Quantity size = {}) {
  GivenFile file;
  file.name = std::move(name);
  file.size = std::move(size);
  return file;
}

// Opened for overlapped writing.
inline GivenHandle GivenWriterNamed(std::string name, std::string opens) {
  GivenHandle handle;
  handle.name = std::move(name);
  handle.opens = std::move(opens);
  handle.access = GENERIC_WRITE;
  handle.flags = FILE_FLAG_OVERLAPPED;
  return handle;
}

// The file "data" and the handle "writer" to it.
inline void GiveFileAndWriter(Case& subject, Quantity size = {}) {
  subject.given.push_back({1, "file", GivenFileNamed("data", std::move(size))});
  subject.given.push_back({2, "handle", GivenWriterNamed("writer", "data")});
}

}  // namespace wfx
