#include "server/store/storeclient.h"

#include "server/store/store.h"

using namespace Qt::Literals::StringLiterals;

namespace Flowcast {

namespace {

template <typename T>
Result<T> resultOf(const Commit &commit, const WriteAnswer &answer)
{
    if (answer.event < 0) {
        return tl::unexpected(answer.error);
    }
    return std::get<T>(commit.events[size_t(answer.event)].event);
}

void tell(const StoreClient::PublishDone &done, const Commit &commit, const WriteAnswer &answer)
{
    done(resultOf<WorkflowUpdate>(commit, answer));
}

void tell(const StoreClient::ForgetDone &done, const Commit &commit, const WriteAnswer &answer)
{
    done(resultOf<WorkflowDeleted>(commit, answer));
}

void tell(const StoreClient::QueryDone &, const Commit &, const WriteAnswer &)
{
    Q_UNREACHABLE(); // queries are answered by onAnswered()
}

} // namespace

StoreClient::StoreClient(Store *store, quint32 number, QObject *parent) : QObject(parent), m_number(number)
{
    // Queued even within one thread: an answer never comes before the question's call has returned.
    connect(this, &StoreClient::submitted, store, &Store::submit, Qt::QueuedConnection);
    connect(store, &Store::committed, this, &StoreClient::onCommitted, Qt::QueuedConnection);
    connect(store, &Store::answered, this, &StoreClient::onAnswered, Qt::QueuedConnection);
}

void StoreClient::publish(Publish publish, QObject *asker, PublishDone done)
{
    if (m_waiting.size() >= MaxWaiting) {
        done(failure(ErrorCode::Unavailable, {}, u"too many updates are waiting to be stored, try again"_s));
        return;
    }
    const Asker who = wait(asker, std::move(done));
    requests().writes.emplace_back(PublishRequest{who, std::move(publish), std::chrono::steady_clock::now()});
}

void StoreClient::query(StoreQuery query, QObject *asker, QueryDone done)
{
    const Asker who = wait(asker, std::move(done));
    requests().queries.push_back(QueryRequest{who, std::move(query)});
}

void StoreClient::forget(const WorkflowId &id, QObject *asker, ForgetDone done)
{
    const Asker who = wait(asker, std::move(done));
    requests().writes.emplace_back(ForgetRequest{who, id});
}

Asker StoreClient::wait(QObject *asker, Done done)
{
    return {m_number, m_waiting.add(Waiting{asker, std::move(done)})};
}

std::optional<StoreClient::Done> StoreClient::take(const Asker &asker)
{
    if (asker.client != m_number) {
        return std::nullopt;
    }
    std::optional<Waiting> waiting = m_waiting.take(asker.ticket);
    return waiting && waiting->asker ? std::optional(std::move(waiting->done)) : std::nullopt;
}

StoreRequests &StoreClient::requests()
{
    if (!m_requests) {
        m_requests = std::make_shared<StoreRequests>();
        QMetaObject::invokeMethod(this, &StoreClient::submit, Qt::QueuedConnection);
    }
    return *m_requests;
}

void StoreClient::submit()
{
    emit submitted(std::exchange(m_requests, nullptr));
}

void StoreClient::onCommitted(const std::shared_ptr<const Commit> &commit)
{
    emit committed(commit);
    for (const WriteAnswer &answer : commit->answers) {
        if (const auto done = take(answer.asker)) {
            std::visit([&](const auto &d) { tell(d, *commit, answer); }, *done);
        }
    }
}

void StoreClient::onAnswered(const std::shared_ptr<const QueryAnswers> &answers)
{
    for (const QueryAnswer &answer : *answers) {
        if (const auto done = take(answer.asker)) {
            std::get<QueryDone> (*done)(answer.page);
        }
    }
}

} // namespace Flowcast
