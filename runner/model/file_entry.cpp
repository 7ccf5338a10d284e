// Directories, and what is done to a file by its name.
#include <algorithm>

#include "runner/model/file.h"
#include "runner/model/file_name.h"
#include "runner/model/kernel.h"
#include "runner/model/name.h"
#include "runner/model/table.h"

namespace wfx::model {

BOOL WINAPI CreateDirectoryW(LPCWSTR path, LPSECURITY_ATTRIBUTES) {
  Call call;
  const FileName name = ParseFileName(path);
  const auto parent = call.kernel.names->FindKey(name.Parent());
  if (parent == nullptr || !parent->directory) return Fail(ERROR_PATH_NOT_FOUND);
  if (call.kernel.names->FindKey(name.key) != nullptr) return Fail(ERROR_ALREADY_EXISTS);
  const auto node = NewFile(call.kernel, name, 0);
  node->directory = true;
  node->attributes = FILE_ATTRIBUTE_DIRECTORY;
  return TRUE;
}

BOOL WINAPI RemoveDirectoryW(LPCWSTR path) {
  Call call;
  auto& files = call.kernel.names->files;
  const auto node = call.kernel.names->FindFile(path);
  if (node == nullptr) return Fail(ERROR_FILE_NOT_FOUND);
  if (!node->directory) return Fail(ERROR_DIRECTORY);
  const WideString below = node->key + static_cast<WCHAR>('\\');
  const auto inside = files.lower_bound(below);
  if (inside != files.end() && inside->first.starts_with(below)) return Fail(ERROR_DIR_NOT_EMPTY);
  if (!node->opens.empty()) return Fail(ERROR_SHARING_VIOLATION);
  call.kernel.names->Remove(*node);
  return TRUE;
}

// A file that is open goes when its last handle is closed.
BOOL WINAPI DeleteFileW(LPCWSTR path) {
  Call call;
  const auto node = call.kernel.names->FindFile(path);
  if (node == nullptr) return Fail(ERROR_FILE_NOT_FOUND);
  const bool denied = node->directory || (node->attributes & FILE_ATTRIBUTE_READONLY) != 0;
  if (denied) return Fail(ERROR_ACCESS_DENIED);
  const bool kept = std::any_of(node->opens.begin(), node->opens.end(), [](const auto* open) {
    return (open->options().share & FILE_SHARE_DELETE) == 0;
  });
  if (kept) return Fail(ERROR_SHARING_VIOLATION);
  node->delete_pending = true;
  if (node->opens.empty()) call.kernel.names->Remove(*node);
  return TRUE;
}

DWORD WINAPI GetFileAttributesW(LPCWSTR path) {
  Call call;
  const auto node = call.kernel.names->FindFile(path);
  if (node == nullptr) return Fail(ERROR_FILE_NOT_FOUND), INVALID_FILE_ATTRIBUTES;
  return node->attributes;
}

BOOL WINAPI SetFileAttributesW(LPCWSTR path, DWORD attributes) {
  Call call;
  const auto node = call.kernel.names->FindFile(path);
  if (node == nullptr) return Fail(ERROR_FILE_NOT_FOUND);
  constexpr DWORD kFixed = FILE_ATTRIBUTE_DIRECTORY | FILE_ATTRIBUTE_SPARSE_FILE |
                           FILE_ATTRIBUTE_COMPRESSED | FILE_ATTRIBUTE_ENCRYPTED;
  node->attributes = (node->attributes & kFixed) | (attributes & ~kFixed);
  return TRUE;
}

}  // namespace wfx::model
