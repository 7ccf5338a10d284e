#include "runner/model/file_name.h"

#include <algorithm>

#include "runner/model/disk.h"
#include "runner/model/name.h"

namespace wfx::model {
namespace {

constexpr WCHAR kSeparator = '\\';

// Without the prefixes that mean nothing here, with '\' between folders and none at the end.
WideString Normalized(WideStringView path) {
  if (BeginsWith(path, "\\\\?\\")) path.remove_prefix(4);
  WideString whole(path);
  std::replace(whole.begin(), whole.end(), static_cast<WCHAR>('/'), kSeparator);
  const auto doubled = [](WCHAR one, WCHAR other) {
    return one == kSeparator && other == kSeparator;
  };
  whole.erase(std::unique(whole.begin(), whole.end(), doubled), whole.end());
  if (whole.size() > 3 && whole.back() == kSeparator) whole.pop_back();
  if (whole.size() == 2 && whole.back() == ':') whole += kSeparator;
  return whole;
}

}  // namespace

bool BeginsWith(WideStringView name, std::string_view folded) {
  return name.size() >= folded.size() &&
         std::equal(folded.begin(), folded.end(), name.begin(), [](char one, WCHAR other) {
           return Fold(other) == static_cast<unsigned char>(one);
         });
}

WideStringView FileName::Parent() const {
  const std::size_t slash = key.rfind(kSeparator);
  if (slash == WideString::npos) return {};
  const bool root = slash == 2 && key[1] == ':';
  return WideStringView(key).substr(0, root ? slash + 1 : slash);
}

FileName ParseFileName(WideStringView text) {
  FileName name;
  name.path = Normalized(text);
  const std::size_t slash = name.path.rfind(kSeparator);
  const std::size_t base = slash == WideString::npos ? 0 : slash + 1;
  if (const auto colon = name.path.find(static_cast<WCHAR>(':'), base);
      colon != WideString::npos && base > 0) {
    name.stream = name.path.substr(colon + 1);
    name.path = Normalized(WideStringView(name.path).substr(0, colon));
    if (const auto type = name.stream.find(static_cast<WCHAR>(':')); type != WideString::npos) {
      name.stream.resize(type);
    }
  }
  name.key = Fold(name.path);
  return name;
}

std::shared_ptr<FileNode> NewFile(Kernel& kernel, const FileName& name, DWORD attributes) {
  auto node = std::make_shared<FileNode>();
  node->path = name.path;
  node->key = name.key;
  node->id = kernel.names->files.size() + 1;
  const DWORD kept = attributes & (FILE_ATTRIBUTE_READONLY | FILE_ATTRIBUTE_HIDDEN |
                                   FILE_ATTRIBUTE_SYSTEM | FILE_ATTRIBUTE_TEMPORARY);
  const bool encrypts = (kernel.personality.volume_flags & FILE_SUPPORTS_ENCRYPTION) != 0 &&
                        (attributes & FILE_ATTRIBUTE_ENCRYPTED) != 0;
  node->attributes = kept | FILE_ATTRIBUTE_ARCHIVE | (encrypts ? FILE_ATTRIBUTE_ENCRYPTED : 0);
  const Time now = kernel.clock.Now();
  node->times = {now, now, now, now};
  node->streams[{}] = std::make_shared<Stream>();
  kernel.names->files[name.key] = node;
  return node;
}

WideString Fold(WideStringView name) {
  WideString folded(name);
  for (WCHAR& each : folded) each = Fold(each);
  return folded;
}

NameSpace::NameSpace(const Personality& personality) : free_bytes(personality.capacity) {
  const auto root = std::make_shared<FileNode>();
  root->directory = true;
  root->attributes = FILE_ATTRIBUTE_DIRECTORY;
  root->path = Wide("C:\\");
  root->streams[{}] = std::make_shared<Stream>();
  root->key = root->path;
  files[root->key] = root;
  disks = MakeDisks(personality);
}

NameSpace::~NameSpace() = default;

std::size_t NameSpace::FileCount() const { return files.size() - 1; }

std::shared_ptr<FileNode> NameSpace::FindFile(WideStringView path) const {
  return FindKey(Fold(Normalized(path)));
}

std::shared_ptr<FileNode> NameSpace::FindKey(WideStringView key) const {
  const auto found = files.find(key);
  return found == files.end() ? nullptr : found->second;
}

void NameSpace::Remove(FileNode& node) {
  for (const auto& [name, stream] : node.streams) free_bytes += stream->allocated;
  files.erase(node.key);
}

}  // namespace wfx::model
