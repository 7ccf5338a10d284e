// Transactions on files of the model: what is seen when, and by whom.
#include <gtest/gtest.h>

#include <string>

#include "runner/model/model_file_fixture.h"

namespace wfx {
namespace {

class TransactionTest : public ModelFileTest {
 protected:
  explicit TransactionTest(const ModelOptions& options = {}) : ModelFileTest(options) {
    Write(Open(), "before");
  }

  Handle Begin() { return {api_, api_.CreateTransaction(nullptr, nullptr, 0, 0, 0, 0, nullptr)}; }
  Handle OpenIn(const Handle& transaction, DWORD access = GENERIC_READ | GENERIC_WRITE,
                const std::string& path = "C:\\data", DWORD disposition = OPEN_EXISTING) {
    return {api_,
            api_.CreateFileTransactedW(Wide(path).c_str(), access, kShareAll, nullptr, disposition,
                                       0, nullptr, transaction.get(), nullptr, nullptr)};
  }
  Handle OpenOutside(DWORD access) {
    return {api_, api_.CreateFileW(Wide("C:\\data").c_str(), access, kShareAll, nullptr,
                                   OPEN_EXISTING, 0, nullptr)};
  }
  std::string Read(const Handle& file) {
    Move(file, 0, FILE_BEGIN);
    std::string bytes(100, '?');
    DWORD read = 0;
    EXPECT_TRUE(api_.ReadFile(file.get(), bytes.data(), 100, &read, nullptr));
    return bytes.substr(0, read);
  }
};

// transaction.is_isolated_until_commit
TEST_F(TransactionTest, OthersSeeItAfterTheCommit) {
  const Handle transaction = Begin();
  Handle writer = OpenIn(transaction);
  ASSERT_TRUE(writer.valid());
  Write(writer, "afterwards");
  EXPECT_EQ(Read(writer), "afterwards");
  EXPECT_EQ(Read(OpenIn(transaction, GENERIC_READ)), "afterwards");
  EXPECT_EQ(Read(OpenOutside(GENERIC_READ)), "before");
  const std::uint64_t time = WriteTimeOf(OpenOutside(GENERIC_READ));
  writer = {};
  EXPECT_EQ(Read(OpenOutside(GENERIC_READ)), "before");
  EXPECT_TRUE(api_.CommitTransaction(transaction.get()));
  EXPECT_EQ(Read(OpenOutside(GENERIC_READ)), "afterwards");
  EXPECT_GT(WriteTimeOf(OpenOutside(GENERIC_READ)), time);
  EXPECT_EQ(ErrorOf(api_.CommitTransaction(transaction.get())), ERROR_TRANSACTION_NOT_ACTIVE);
}

TEST_F(TransactionTest, NobodySeesWhatIsRolledBack) {
  const Handle transaction = Begin();
  Handle writer = OpenIn(transaction);
  Write(writer, "afterwards");
  EXPECT_EQ(SetEnd(writer, 100000), 0u);
  EXPECT_TRUE(api_.RollbackTransaction(transaction.get()));
  EXPECT_EQ(Read(OpenOutside(GENERIC_READ)), "before");
  EXPECT_EQ(ErrorOf(api_.RollbackTransaction(transaction.get())), ERROR_TRANSACTION_NOT_ACTIVE);
}

TEST_F(TransactionTest, ATransactionThatNobodyHoldsIsRolledBack) {
  Handle transaction = Begin();
  Handle writer = OpenIn(transaction);
  Write(writer, "afterwards");
  writer = {};
  transaction = {};
  EXPECT_EQ(Read(OpenOutside(GENERIC_READ)), "before");
  EXPECT_TRUE(OpenOutside(GENERIC_WRITE).valid());
}

// transaction.keeps_writers_out
TEST_F(TransactionTest, WritersOutsideWaitForItsEnd) {
  const Handle transaction = Begin();
  Handle reader = OpenIn(transaction, GENERIC_READ);
  EXPECT_FALSE(OpenOutside(GENERIC_WRITE).valid());
  reader = {};
  EXPECT_TRUE(OpenOutside(GENERIC_WRITE).valid());
  Handle writer = OpenIn(transaction);
  writer = {};
  EXPECT_FALSE(OpenOutside(GENERIC_WRITE).valid());
  EXPECT_EQ(api_.GetLastError(), ERROR_SHARING_VIOLATION);
  EXPECT_TRUE(OpenIn(transaction).valid());
  EXPECT_FALSE(OpenIn(Begin()).valid());
  EXPECT_TRUE(api_.CommitTransaction(transaction.get()));
  EXPECT_TRUE(OpenOutside(GENERIC_WRITE).valid());
}

// transaction.handle_ends_with_it
TEST_F(TransactionTest, ItsHandlesAreNoMoreUseAfterwards) {
  const Handle transaction = Begin();
  const Handle writer = OpenIn(transaction);
  EXPECT_TRUE(api_.CommitTransaction(transaction.get()));
  DWORD count = 0;
  char byte = 'x';
  EXPECT_EQ(ErrorOf(api_.WriteFile(writer.get(), &byte, 1, &count, nullptr)),
            ERROR_HANDLE_NO_LONGER_VALID);
  EXPECT_EQ(ErrorOf(api_.ReadFile(writer.get(), &byte, 1, &count, nullptr)),
            ERROR_HANDLE_NO_LONGER_VALID);
  EXPECT_FALSE(OpenIn(transaction).valid());
  EXPECT_EQ(api_.GetLastError(), ERROR_TRANSACTION_NOT_ACTIVE);
  EXPECT_EQ(Read(OpenOutside(GENERIC_READ)), "before");
}

TEST_F(TransactionTest, OnlyTransactionsAreOnes) {
  const Handle file = OpenOutside(GENERIC_READ);
  EXPECT_EQ(ErrorOf(api_.CommitTransaction(file.get())), ERROR_INVALID_HANDLE);
  EXPECT_EQ(ErrorOf(api_.RollbackTransaction(nullptr)), ERROR_INVALID_HANDLE);
  EXPECT_FALSE(OpenIn(file).valid());
  const Handle transaction = Begin();
  EXPECT_FALSE(OpenIn(transaction, GENERIC_WRITE, "C:\\new", CREATE_ALWAYS).valid());
  EXPECT_EQ(api_.GetLastError(), ERROR_NOT_SUPPORTED);
}

// transaction.only_on_ntfs
class ShareTransactionTest : public TransactionTest {
 protected:
  ShareTransactionTest() : TransactionTest(On("smb3")) {}
};

TEST_F(ShareTransactionTest, ThereIsNone) {
  EXPECT_FALSE(OpenIn(Begin()).valid());
  EXPECT_EQ(api_.GetLastError(), ERROR_TRANSACTIONS_UNSUPPORTED_REMOTE);
}

}  // namespace
}  // namespace wfx
