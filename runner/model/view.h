// Mapped views of files. A view is memory of its own, kept the same as its file: what a caller has
// stored into it is taken when the next function is called, and what is written to the file shows
// in it at once.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "runner/model/object.h"
#include "runner/win32/memory.h"

namespace wfx::model {

struct Stream;

// A section of a whole file, as large as the file was when it was made.
struct Section : Object {
  std::shared_ptr<Stream> stream;
  std::uint64_t size = 0;
};

// Guarded by the kernel's mutex.
class Views {
 public:
  // Gives the address of the view's first byte.
  void* Map(std::shared_ptr<Section> section, std::uint64_t offset, std::uint64_t length);
  // False when no view begins there.
  bool Unmap(const void* address);
  bool Begins(const void* address) const { return views_.contains(address); }
  void Note(const std::shared_ptr<Section>& section) { sections_.push_back(section); }

  // Takes what was stored into views since; called first by every function of the table.
  void Take();
  // Shows what `stream` holds now in its views.
  void Show(const Stream& stream);
  // stream_data.mapped_file_is_not_cut: a section or view of `stream` reaches beyond `size`.
  bool Reaches(const Stream& stream, std::uint64_t size) const;

 private:
  struct View {
    std::shared_ptr<Section> section;
    std::uint64_t offset = 0;
    Pages pages;
    std::vector<std::uint8_t> known;  // what its file holds
  };
  void Take(View& view);

  std::map<const void*, View> views_;
  std::vector<std::weak_ptr<Section>> sections_;  // of which some may be gone
};

}  // namespace wfx::model
