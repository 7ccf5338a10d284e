// Transactions on files: what is written in one, until it is committed or rolled back.
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "runner/model/file.h"
#include "runner/model/object.h"
#include "runner/model/status.h"

namespace wfx::model {

class Transaction : public Object {
 public:
  bool ended() const { return ended_; }
  // The bytes that an open of `stream` in this transaction works on: the stream's own until it is
  // opened for writing, from then on a copy that nobody else sees.
  std::shared_ptr<Stream> StreamFor(const std::shared_ptr<FileNode>& node,
                                    const std::shared_ptr<Stream>& stream, bool writes);
  // Everybody sees what was written; nobody ever does.
  Status Commit(Kernel& kernel);
  Status RollBack(Kernel& kernel);
  // transaction.is_isolated_until_commit: without its last handle it is rolled back.
  void HandleClosed(Kernel& kernel, std::uint32_t process, bool last) override;

 private:
  struct Change {
    std::shared_ptr<FileNode> node;
    std::shared_ptr<Stream> own;  // the transaction's copy
  };
  void End();

  bool ended_ = false;
  std::map<std::shared_ptr<Stream>, Change> changes_;  // by what everybody sees
};

}  // namespace wfx::model
