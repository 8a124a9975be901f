#pragma once

#include "server/store/storetables.h"

#include <QObject>
#include <QTimer>

#include <atomic>
#include <optional>

namespace Flowcast {

class Metrics;

/// Keeps the state and the history of every workflow in SQL: takes what all I/O threads ask, writes what is waiting in
/// one transaction, and tells about it only when it is durable. Lives in the store thread, owned by the ServerThread.
class Store final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Store)

public:
    Store(QString path, RetentionLimits limits, Metrics &metrics);
    ~Store() override;

    /// Open, and the last commit succeeded. Any thread.
    [[nodiscard]] bool isReady() const { return m_ready; }

public Q_SLOTS:
    void open();
    void close(); ///< Commits what waits first.
    void submit(const std::shared_ptr<Flowcast::StoreRequests> &requests);

Q_SIGNALS:
    void opened();
    void failed(const Flowcast::Error &error);
    void committed(const std::shared_ptr<const Flowcast::Commit> &commit);
    void answered(const std::shared_ptr<const Flowcast::QueryAnswers> &answers);

private:
    void setReady(bool ready);
    void processWaiting();
    void commitWaiting();
    void answerWaiting();
    void runRetention();
    void scheduleRetention();
    [[nodiscard]] Result<StorePage> answer(const StoreQuery &query);
    [[nodiscard]] Result<StorePage> read(const StatesQuery &query);
    [[nodiscard]] Result<StorePage> read(const ChangesQuery &query);
    [[nodiscard]] Result<StorePage> read(const HistoryQuery &query);
    [[nodiscard]] Result<StorePage> read(const StateQuery &query);
    [[nodiscard]] StorePage page(std::vector<StoreEvent> events, int limit) const;

    const QString m_path;
    const RetentionLimits m_limits;
    Metrics &m_metrics;
    std::optional<Database> m_database;
    std::optional<StoreTables> m_tables; ///< While the database is open.
    std::vector<QueryRequest> m_queries;
    bool m_scheduled = false;
    QTimer m_retentionTimer;
    QTimer m_ageTimer;
    std::atomic<bool> m_ready = false;
};

} // namespace Flowcast
