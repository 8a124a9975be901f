#pragma once

#include "protocol/workflowupdate.h"

#include <optional>
#include <variant>

namespace Flowcast {

constexpr qsizetype MaxMessageBytes = 4 * 1024; ///< Of WorkflowUpdate::message, in UTF-8.
constexpr qsizetype MaxNameBytes = 256; ///< Of WorkflowUpdate::name, in UTF-8.
constexpr qsizetype MaxBodyBytes = 64 * 1024; ///< Of a request body and of a WebSocket message from a client.

/// Server to the subscribers of all workflows: this one has been forgotten. It counts as a version of the workflow,
/// so that a next life goes on above it.
struct WorkflowDeleted
{
    WorkflowId workflowId;
    quint64 version = 0;
    quint64 cursor = 0;
    Timestamp timestamp{};
    bool operator==(const WorkflowDeleted &) const = default;
};

/// Server to the subscribers of all workflows, once: what was stored has been sent, from here on it is live.
struct Synced
{
    quint64 cursor = 0; ///< Pass it as ?cursor= on a reconnect.
    bool complete = false; ///< True: every workflow was sent, others that the client knows are gone.
    bool operator==(const Synced &) const = default;
};

/// Producer to server. Fields left out keep their stored value; for a new workflow: pending, 0, 0, "", now.
struct Publish
{
    std::optional<quint64> request; ///< Chosen by the producer, repeated in the answer.
    WorkflowId workflowId;
    std::optional<WorkflowStatus> status;
    std::optional<quint32> currentStep;
    std::optional<quint32> totalSteps;
    std::optional<QString> message;
    std::optional<Timestamp> timestamp; ///< Left out: the time of the commit.
    std::optional<QString> name;
    bool operator==(const Publish &) const = default;
};

/// Server to producer: committed as this version.
struct Ack
{
    std::optional<quint64> request;
    WorkflowId workflowId;
    quint64 version = 0;
    bool operator==(const Ack &) const = default;
};

/// Server to producer: refused; nothing was stored.
struct Problem
{
    std::optional<quint64> request; ///< Absent when the message could not be read that far.
    Error error;
    bool operator==(const Problem &) const = default;
};

using Message = std::variant<WorkflowUpdate, WorkflowDeleted, Synced, Publish, Ack, Problem>;

/// One JSON text of the wire into a message. A text without "type" is read as "update", the record's only message.
/// Members that are not known are ignored. Errors name the member.
[[nodiscard]] Result<Message> decode(QByteArrayView json);

/// The body of POST /api/workflows/{id}/updates: a publish without "type"; "workflow_id" may stand in it if it is \a
/// id.
[[nodiscard]] Result<Publish> decodePublish(QByteArrayView json, const WorkflowId &id);

/// The "request" of a text that decode() refused, if it can be found: so that even a broken publish gets its answer.
[[nodiscard]] std::optional<quint64> requestOf(QByteArrayView json);

[[nodiscard]] QByteArray encode(const Message &message);
/// The same, appended to \a out: what the fan-out uses to write a frame in one piece.
void encodeTo(QByteArray &out, const WorkflowUpdate &update);
/// RFC 9457 problem details, for HTTP.
[[nodiscard]] QByteArray encodeProblemJson(const Error &error);
/// The standard phrase of an error's status, e.g. "Not Found"; empty for a number that is no ErrorCode.
[[nodiscard]] QLatin1StringView titleOf(ErrorCode code);

} // namespace Flowcast
