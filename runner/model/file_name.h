// What a path says, and what it makes.
#pragma once

#include <memory>
#include <string_view>

#include "runner/model/file.h"
#include "runner/model/kernel.h"
#include "runner/win32/text.h"

namespace wfx::model {

// "C:\folder\name:stream" in its parts.
struct FileName {
  WideString path;    // normalized, without the stream
  WideString key;     // `path`, folded
  WideString stream;  // "" = the unnamed one

  // The key of the folder it is in.
  WideStringView Parent() const;
};
FileName ParseFileName(WideStringView text);

// `folded` is as Fold leaves it.
bool BeginsWith(WideStringView name, std::string_view folded);

// In the name space, empty, with what of `attributes` a new file keeps.
std::shared_ptr<FileNode> NewFile(Kernel& kernel, const FileName& name, DWORD attributes);

}  // namespace wfx::model
